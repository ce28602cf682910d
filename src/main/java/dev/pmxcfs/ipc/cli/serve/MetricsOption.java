package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.health.ServiceHealth;
import dev.pmxcfs.ipc.metrics.MeasuredVertx;
import dev.pmxcfs.ipc.metrics.MetricsAddress;
import dev.pmxcfs.ipc.metrics.MetricsServer;
import dev.pmxcfs.ipc.stats.ServiceObserver;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a server can be watched over HTTP. */
@Command(optionListHeading = "%nMetrics:%n")
final class MetricsOption {

  @Option(
      names = "--metrics",
      paramLabel = "[ADDRESS:]PORT",
      description = "Offers /metrics, /health and /ready over HTTP (default address: loopback).")
  private String metrics;

  @Option(
      names = "--metrics-name",
      paramLabel = "NAME",
      description =
          "A name by which it may be asked, beside addresses, localhost, the node's name and the one"
              + " that it listens at.")
  private List<String> names = List.of();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private MeasuredVertx measured;

  /**
   * Checks what can be before a start.
   *
   * @throws ParameterException if the address is none
   */
  void check() {
    address();
  }

  private Optional<MetricsAddress> address() {
    try {
      return Optional.ofNullable(metrics).map(MetricsAddress::parse);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--metrics: " + e.getMessage(), e);
    }
  }

  /** Starts Vert.x, measured if that is wanted. */
  Vertx startVertx(int eventLoops) {
    if (metrics == null) {
      return EpollVertx.start(eventLoops);
    }
    measured = new MeasuredVertx();
    return EpollVertx.start(eventLoops, measured::start);
  }

  /**
   * Answers over HTTP, if that is wanted.
   *
   * @param node the node's name
   * @throws CommandFailedException if the address cannot be listened at
   */
  void offer(ServiceProcess process, String node, ServiceObserver observer, ServiceHealth health) {
    if (metrics == null) {
      return;
    }
    MetricsAddress address = address().orElseThrow();
    Vertx vertx = EpollVertx.start(1, MetricsServer::startVertx);
    var server = new MetricsServer(vertx, measured, observer, health, names(address, node));
    process.atEnd("the metrics", server::close);
    process.await(server.listen(address), "cannot listen at " + address);
  }

  private Set<String> names(MetricsAddress address, String node) {
    Set<String> all = new HashSet<>(names);
    all.addAll(List.of("localhost", node, address.host()));
    return all;
  }
}
