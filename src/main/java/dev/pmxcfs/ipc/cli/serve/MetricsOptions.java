package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether a server can be watched over HTTP. */
@Command(optionListHeading = "%nMetrics:%n")
final class MetricsOptions {

  @Option(
      names = "--metrics",
      paramLabel = "[ADDRESS:]PORT",
      description =
          "Serves a page, /metrics, /health and /ready over HTTP (default address: loopback).")
  private String metrics;

  @Option(
      names = "--metrics-name",
      paramLabel = "NAME",
      description =
          "Another host name by which the metrics port may be addressed, besides IP addresses,"
              + " localhost, the node's name and the name in --metrics.")
  private List<String> names = List.of();

  /**
   * @throws IllegalArgumentException if the address is none
   */
  void addTo(PmxcfsServerOptions options) {
    options.setMetricsNames(names);
    if (metrics == null) {
      return;
    }
    try {
      options.setMetrics(metrics);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--" + e.getMessage(), e);
    }
  }
}
