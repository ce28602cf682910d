package dev.pmxcfs.manual;

import dev.pmxcfs.ipc.cli.call.CallCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion for bash: of commands and options by the script that picocli makes, and of what it
 * cannot know, the names of operations and the paths of the configuration, by one of our own.
 */
final class Completion {

  private static final String OWN_SCRIPT = "completion.bash";

  /** What the configuration's paths are called in the help of commands. */
  private static final String PATH_LABEL = "PATH";

  private final CommandLine program;

  private Completion(CommandLine program) {
    this.program = program;
  }

  /** The script, to be read by bash. */
  static String script(CommandLine program) throws IOException {
    String generated = AutoComplete.bash(program.getCommandName(), program);
    // bash reads it, and nobody runs it
    return generated.replaceFirst("^#!.*\n", "") + new Completion(program).ownScript();
  }

  private String ownScript() throws IOException {
    try (InputStream script = Completion.class.getResourceAsStream(OWN_SCRIPT)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8)
          .replace("@operations@", operations())
          .replace("@path-commands@", pathCommands())
          .replace("@valued-options@", valuedOptions());
    }
  }

  private static String operations() {
    return CallCommand.operationsForHelp()
        .lines()
        .map(line -> line.strip().split(" ")[1])
        .collect(Collectors.joining(" "));
  }

  /** Those whose first argument is a path of the configuration. */
  private String pathCommands() {
    return commands()
        .filter(command -> takesPath(command.positionalParameters()))
        .map(command -> command.qualifiedName("_").substring(program.getCommandName().length() + 1))
        .collect(Collectors.joining(" "));
  }

  private static boolean takesPath(List<PositionalParamSpec> parameters) {
    return !parameters.isEmpty() && parameters.get(0).paramLabel().contains(PATH_LABEL);
  }

  private String valuedOptions() {
    return commands()
        .flatMap(command -> command.options().stream())
        .filter(option -> option.arity().min() > 0)
        .flatMap(option -> Arrays.stream(option.names()))
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private Stream<CommandSpec> commands() {
    return ManualPages.commands(program).stream();
  }
}
