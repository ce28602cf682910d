package dev.pmxcfs.ipc.cli.modules;

import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a module out of service: its operations answer ECHRNG. */
@Command(
    name = "unload",
    description = "Takes a module out of service: its operations answer ECHRNG.",
    mixinStandardHelpOptions = true)
final class UnloadCommand implements Runnable {

  @Mixin private RunningServiceOption service;

  @Parameters(paramLabel = "NAME", description = "The module's name.")
  private String module;

  @Override
  public void run() {
    service.use(running -> ModuleLine.print(running.unload(module)));
  }
}
