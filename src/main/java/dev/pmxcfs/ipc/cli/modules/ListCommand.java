package dev.pmxcfs.ipc.cli.modules;

import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.pmxcfs.ipc.modules.ModuleStatus;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a server's modules. */
@Command(
    name = "list",
    description = "Lists modules, their operations, and the versions that rollback returns to.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Runnable {

  private static final String NONE = "-";

  @Mixin private RunningServiceOption service;

  @Option(names = "--json", description = "Prints an array of objects.")
  private boolean isJson;

  @Override
  public void run() {
    service.use(
        running -> {
          if (isJson) {
            var array =
                new JsonArray(running.modules().stream().map(ModuleStatus::toJson).toList());
            StandardOutput.print(List.of(array.encodePrettily()));
            return;
          }
          var table = new TextTable("MODULE", "VERSION", "BEFORE", "OPERATIONS", "JAR");
          for (ModuleStatus module : running.modules()) {
            table.row(
                StandardOutput.name(module.name()),
                module.version().map(StandardOutput::name).orElse("unloaded"),
                module.before().map(StandardOutput::name).orElse(NONE),
                operations(module),
                module.jar().map(StandardOutput::name).orElse(NONE));
          }
          StandardOutput.print(table.lines());
        });
  }

  private static String operations(ModuleStatus module) {
    if (module.operations().isEmpty()) {
      return NONE;
    }
    return module.operations().keySet().stream()
        .map(Object::toString)
        .collect(Collectors.joining(","));
  }
}
