package dev.pmxcfs.cluster.members;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapValue;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.Optional;

/**
 * Reads the list of nodes over one connection, and again after each change of it (cluster, section
 * 5.1). For the context of the connection.
 */
final class NodeListReader {

  private final Cmap cmap;
  private final Handler<NodeList> list;
  private final Handler<Throwable> failure;
  private NodeList last;
  private boolean isReading;
  private boolean isChanged;

  /**
   * @param list given the list each time that it is read, also if it is the same
   * @param failure told why it cannot be read, or its changes not be heard of
   */
  NodeListReader(Cmap cmap, Handler<NodeList> list, Handler<Throwable> failure) {
    this.cmap = cmap;
    this.list = list;
    this.failure = failure;
  }

  /** Tracks what the list is made of, and reads it for the first time. */
  void start() {
    cmap.trackPrefix(NodeList.PREFIX, change -> changed())
        .compose(tracked -> cmap.track(NodeList.CONFIG_VERSION, change -> changed()))
        .onSuccess(tracked -> changed())
        .onFailure(failure);
  }

  private void changed() {
    isChanged = true;
    if (!isReading) {
      read(false);
    }
  }

  /**
   * @param isSequel of a read during which there were changes: what belongs to the same reload of
   *     corosync.conf, which counts once
   */
  private void read(boolean isSequel) {
    isReading = true;
    isChanged = false;
    readAll()
        .onSuccess(
            read -> {
              if (!isSequel || !read.equals(last)) {
                last = read;
                list.handle(read);
              }
            })
        .onFailure(failure)
        .onComplete(
            read -> {
              isReading = false;
              if (isChanged) {
                read(true);
              }
            });
  }

  private Future<NodeList> readAll() {
    return cmap.get(NodeList.CLUSTER_NAME)
        .compose(
            cluster ->
                configVersion()
                    .compose(
                        version ->
                            cmap.list(NodeList.PREFIX)
                                .map(entries -> NodeList.of(cluster, version, entries))));
  }

  private Future<Optional<CmapValue>> configVersion() {
    return cmap.get(NodeList.CONFIG_VERSION)
        .map(Optional::of)
        .recover(
            reason ->
                reason instanceof CorosyncException corosyncs
                        && corosyncs.error() == CorosyncError.NOT_EXIST
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(reason));
  }
}
