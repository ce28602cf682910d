package dev.pmxcfs.ipc.server;

import dev.pmxcfs.ipc.metrics.MetricsAddress;
import dev.pmxcfs.ipc.metrics.MetricsServer;
import dev.pmxcfs.ipc.process.DaemonThread;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The port for monitoring. */
final class MetricsPart {

  private final PmxcfsServerOptions options;
  private final Function<Set<String>, MetricsServer> make;
  private volatile MetricsServer server;

  /**
   * @param options those of a server that has such a port
   * @param make makes what answers there under some host names, once the service is open
   */
  MetricsPart(PmxcfsServerOptions options, Function<Set<String>, MetricsServer> make) {
    this.options = options;
    this.make = make;
  }

  Part part() {
    return new Part("the metrics", this::open, () -> Part.close(server, MetricsServer::close));
  }

  private Future<?> open() {
    MetricsAddress address = MetricsAddress.parse(options.getMetrics());
    Set<String> names = new HashSet<>(options.getMetricsNames());
    names.addAll(List.of("localhost", options.getState().nodeNameOrHostName(), address.host()));
    Promise<MetricsServer> created = Promise.promise();
    // no thread of Vert.x, which warns of an instance that is made by another one
    DaemonThread.start("metrics", () -> created.handle(made(names)));
    return created
        .future()
        .compose(
            made -> {
              server = made;
              return StartFailedException.unless(
                  made.listen(address), "cannot listen at " + address);
            });
  }

  private Future<MetricsServer> made(Set<String> names) {
    try {
      return Future.succeededFuture(make.apply(names));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
