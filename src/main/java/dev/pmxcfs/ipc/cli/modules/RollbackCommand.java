package dev.pmxcfs.ipc.cli.modules;

import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts a module's previous version back in service. */
@Command(
    name = "rollback",
    description = "Puts a module's previous version back in service.",
    mixinStandardHelpOptions = true)
final class RollbackCommand implements Runnable {

  @Mixin private RunningServiceOption service;

  @Parameters(paramLabel = "NAME", description = "The module's name.")
  private String module;

  @Override
  public void run() {
    service.use(running -> ModuleLine.print(running.rollBack(module)));
  }
}
