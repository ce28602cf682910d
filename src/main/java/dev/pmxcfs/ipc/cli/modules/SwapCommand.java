package dev.pmxcfs.ipc.cli.modules;

import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts a jar's module in service, in place of the version that serves now. */
@Command(
    name = "swap",
    description = "Puts the module of a jar in service, in place of the version that serves now.",
    mixinStandardHelpOptions = true)
final class SwapCommand implements Runnable {

  @Mixin private RunningServiceOption service;

  @Parameters(paramLabel = "JAR", description = "The jar with the module.")
  private Path jar;

  @Override
  public void run() {
    service.use(running -> ModuleLine.print(running.swap(jar)));
  }
}
