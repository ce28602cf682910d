package dev.pmxcfs.cluster.conf;

import dev.pmxcfs.state.failure.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's corosync.conf, which follows the tree's (cluster, section 5.4). Comparing, writing and
 * corosync's tool have threads of their own: whoever has changed the tree waits for none of them
 * (cluster, defect D3). Any thread may call the methods.
 */
public final class HostConf {

  private static final Logger LOG = LoggerFactory.getLogger(HostConf.class);

  /** So that the other nodes have written theirs. */
  private static final long SECONDS_BEFORE_RELOADING = 1;

  private final Vertx vertx;
  private final HostFile file;
  private final ReloadingTool tool;

  private Request waiting;
  private Future<Boolean> compared = Future.succeededFuture(false);
  private Future<Void> done = Future.succeededFuture();

  /** The tree's corosync.conf, and whether corosync is told of it by this node. */
  private record Request(Optional<CorosyncConf> tree, boolean isNotified) {}

  /**
   * @param options copied
   */
  public HostConf(Vertx vertx, HostConfOptions options) {
    this.vertx = vertx;
    this.file = new HostFile(Path.of(options.getFile()));
    this.tool = new ReloadingTool(options.getReloadingTool());
  }

  /**
   * The host's file, by which a new database begins: if it is of a cluster that a node is in. The C
   * server does not look, and a machine on which corosync was just installed has one of a node of
   * another name. Blocks.
   *
   * @param node the node's name
   * @return its path
   */
  public Optional<String> pathIfNaming(String node) {
    try {
      Optional<CorosyncConf> host = file.read();
      if (host.isPresent() && !host.get().names(node)) {
        LOG.debug("{} does not name a node {}, and is left alone", file, node);
      }
      return host.filter(conf -> conf.names(node)).map(conf -> file.toString());
    } catch (IOException e) {
      LOG.debug("{} is left alone: {}", file, Reason.of(e));
      return Optional.empty();
    }
  }

  /**
   * Gives the host the tree's corosync.conf, unless the host's is newer. The C server does so at a
   * start, after each change that may have been one of this file, and after each sync.
   *
   * @param tree what the tree holds under that name now; empty if there is no such file
   * @param isNotified whether corosync is to read it again on all nodes: at a start and by the node
   *     alone that has made the change
   * @return completes when the host has it and corosync has been told; failures are logged. Of
   *     those that are asked for before the next comparison begins, the last one stands for all
   */
  public synchronized Future<Void> compare(Optional<byte[]> tree, boolean isNotified) {
    boolean isAlone = waiting == null;
    boolean isAskedFor = isNotified || !isAlone && waiting.isNotified();
    waiting = new Request(tree.map(CorosyncConf::new), isAskedFor);
    if (isAlone) {
      compared = compared.transform(before -> vertx.executeBlocking(this::replaceIfOlder));
      done = compared.compose(this::tell);
    }
    return done;
  }

  private synchronized Request take() {
    Request taken = waiting;
    waiting = null;
    return taken;
  }

  /** Whether corosync is to be told. */
  private boolean replaceIfOlder() {
    Request request = take();
    try {
      Optional<CorosyncConf> host = file.read();
      switch (ConfRule.of(request.tree(), host)) {
        case NO_VERSION ->
            LOG.warn(
                "corosync.conf has no config_version in the configuration, and is not written to {}",
                file);
        case HOST_IS_NEWER ->
            LOG.warn(
                "{} has config_version {}, which is newer than {} in the configuration; it is kept",
                file,
                Long.toUnsignedString(host.orElseThrow().version()),
                Long.toUnsignedString(request.tree().orElseThrow().version()));
        case REPLACE -> {
          CorosyncConf tree = request.tree().orElseThrow();
          file.replace(tree);
          LOG.info("{} has config_version {} now", file, Long.toUnsignedString(tree.version()));
          return request.isNotified() && host.filter(conf -> conf.version() != 0).isPresent();
        }
        default -> {}
      }
    } catch (IOException e) {
      LOG.error(
          "corosync.conf of the configuration is not written to {}: {}; corosync here does not have"
              + " what the other nodes have",
          file,
          Reason.of(e));
    }
    return false;
  }

  private Future<Void> tell(boolean isTold) {
    return isTold
        ? vertx
            .timer(SECONDS_BEFORE_RELOADING, TimeUnit.SECONDS)
            .compose(
                passed ->
                    vertx.executeBlocking(
                        () -> {
                          tool.run();
                          return null;
                        }))
        : Future.succeededFuture();
  }
}
