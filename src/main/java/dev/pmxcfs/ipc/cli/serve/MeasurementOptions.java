package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.rrd.RrdOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that say where measurements go. */
@Command(optionListHeading = "%nMeasurements:%n")
final class MeasurementOptions {

  @Option(
      names = "--rrd-directory",
      paramLabel = "DIR",
      defaultValue = RrdOptions.DEFAULT_DIRECTORY,
      description =
          "The directory of the RRD files, the same as rrdcached's (default: ${DEFAULT-VALUE}).")
  private String directory;

  @Option(
      names = "--rrdcached",
      paramLabel = "SOCKET",
      defaultValue = RrdOptions.DEFAULT_SOCKET,
      description =
          "Where rrdcached listens; without it, rrdtool writes the files (default:"
              + " ${DEFAULT-VALUE}).")
  private String socket;

  /**
   * Where they go.
   *
   * @throws IllegalArgumentException if a path cannot be
   */
  RrdOptions rrd() {
    try {
      return new RrdOptions().setDirectory(directory).setSocket(socket);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("RRD: " + e.getMessage(), e);
    }
  }
}
