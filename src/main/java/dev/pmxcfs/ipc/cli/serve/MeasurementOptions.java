package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.rrd.RrdOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where measurements go. */
@Command(optionListHeading = "%nMeasurements:%n")
final class MeasurementOptions {

  @Option(
      names = "--rrd-directory",
      paramLabel = "DIR",
      defaultValue = RrdOptions.DEFAULT_DIRECTORY,
      description = "Where the RRD files are, the same as rrdcached's (default: ${DEFAULT-VALUE}).")
  private String directory;

  @Option(
      names = "--rrdcached",
      paramLabel = "SOCKET",
      defaultValue = RrdOptions.DEFAULT_SOCKET,
      description =
          "Where rrdcached listens; without it, rrdtool writes the files (default:"
              + " ${DEFAULT-VALUE}).")
  private String socket;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * What the command line says.
   *
   * @throws ParameterException if a path cannot be
   */
  RrdOptions rrd() {
    try {
      return new RrdOptions().setDirectory(directory).setSocket(socket);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "RRD: " + e.getMessage(), e);
    }
  }
}
