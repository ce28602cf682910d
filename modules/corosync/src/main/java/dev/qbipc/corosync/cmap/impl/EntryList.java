package dev.qbipc.corosync.cmap.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapKey;
import dev.qbipc.corosync.cmap.impl.wire.KeyField;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** A list of keys with their values, of bounded size. Belongs to the context that begins it. */
final class EntryList {

  /** What an entry costs beside its bytes, roughly. */
  private static final int OVERHEAD = 64;

  private final ServiceConnection connection;
  private final String prefix;
  private final List<CmapEntry> entries = new ArrayList<>();
  private long left = Cmap.MAX_LIST_SIZE;

  EntryList(ServiceConnection connection, String prefix) {
    this.connection = connection;
    this.prefix = prefix;
  }

  /** Reads all of them. */
  Future<List<CmapEntry>> read() {
    return new KeyIteration(connection, prefix, this::add).run().map(done -> List.copyOf(entries));
  }

  private Future<Boolean> add(CmapKey key) {
    left -= OVERHEAD + key.name().length() + Math.min(key.length(), Cmap.MAX_LIST_SIZE);
    if (left < 0) {
      return Future.failedFuture(
          new CorosyncException(
              CorosyncError.TOO_BIG, "list of " + new KeyField(prefix).keys() + " in one piece"));
    }
    return new ValueReading(connection, key.name())
        .read(key.length())
        .map(
            value -> {
              entries.add(new CmapEntry(key.name(), value));
              return true;
            })
        .recover(failure -> hasGone(failure) ? goOn() : Future.failedFuture(failure));
  }

  /** Deleted since the list came to it. */
  private static boolean hasGone(Throwable failure) {
    return failure instanceof CorosyncException corosyncs
        && corosyncs.error() == CorosyncError.NOT_EXIST;
  }

  private static Future<Boolean> goOn() {
    return Future.succeededFuture(true);
  }
}
