package dev.pmxcfs.ipc.server;

import dev.pmxcfs.cluster.ClusterNode;
import dev.pmxcfs.ipc.mount.ServedMount;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.StateStats;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration, what the node knows besides, and who may ask for it. */
final class ConfigurationPart {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationPart.class);

  private final Vertx vertx;
  private final PmxcfsServerOptions options;
  private final ClusterNode cluster;
  private volatile ClusterState state;
  private volatile Access access;

  /**
   * @param cluster is told what it is in by the configuration
   */
  ConfigurationPart(Vertx vertx, PmxcfsServerOptions options, ClusterNode cluster) {
    this.vertx = vertx;
    this.options = options;
    this.cluster = cluster;
  }

  Part part() {
    return new Part("the configuration", this::open, this::close);
  }

  ClusterState state() {
    return state;
  }

  Access access() {
    return access;
  }

  private Future<?> open() {
    return vertx.executeBlocking(this::openState, false);
  }

  private Void openState() throws StartFailedException {
    try {
      if (options.getMount().getDirectory() != null) {
        ServedMount.check(options.getMount(), options.getState());
      }
      state = opened(options.getState());
      new QuorumLog().follow(state.status());
      cluster.prepare(state);
      access = Access.of(options.getGroup());
      return null;
    } catch (IOException e) {
      throw new StartFailedException(e.getMessage(), e);
    }
  }

  private ClusterState opened(StateOptions options) throws IOException {
    boolean isThere =
        options.getConfigDirectory() != null || Files.exists(Path.of(options.getDatabase()));
    var withConf = new StateOptions(options);
    if (!isThere) {
      cluster.firstConf(options.nodeNameOrHostName()).ifPresent(withConf::setCorosyncConf);
    }
    ClusterState state = ClusterState.open(withConf, cluster.order());
    StateStats stats = state.stats();
    LOG.info(
        "{} {}: {} files of {} bytes, version {}",
        isThere ? "opened" : "created",
        state.source().path(),
        stats.files(),
        stats.bytes(),
        Long.toUnsignedString(stats.version()));
    return state;
  }

  private Future<?> close() {
    ClusterState opened = state;
    state = null;
    return Part.close(
        opened,
        configuration -> {
          try {
            configuration.close();
            return Part.DONE;
          } catch (IOException e) {
            return Future.failedFuture(e);
          }
        });
  }
}
