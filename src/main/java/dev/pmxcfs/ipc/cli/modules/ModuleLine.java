package dev.pmxcfs.ipc.cli.modules;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.modules.ModuleStatus;
import java.util.List;

/** What the commands print that have changed a module. */
final class ModuleLine {

  private ModuleLine() {}

  static void print(ModuleStatus module) {
    String serves =
        module
            .version()
            .map(version -> " " + StandardOutput.name(version) + " serves")
            .orElse(" is unloaded");
    StandardOutput.print(List.of(StandardOutput.name(module.name()) + serves));
  }
}
