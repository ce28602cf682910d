package dev.qbipc.corosync.cmap.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.cmap.impl.wire.KeyField;
import dev.qbipc.corosync.cmap.impl.wire.ValueGet;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Future;

/**
 * The reading of a value whose length is not known, or may have changed: into room for what is
 * likely, and if that was too small, into as much as corosync says it takes. It may have grown in
 * between.
 */
final class ValueReading {

  /** Enough for almost all that corosync itself has. */
  private static final int FIRST_ROOM = 64;

  private static final int ATTEMPTS = 8;

  private final ServiceConnection connection;
  private final KeyField key;
  private final String what;
  private int left = ATTEMPTS;

  ValueReading(ServiceConnection connection, String key) {
    this.connection = connection;
    this.key = new KeyField(key);
    this.what = "getting key " + key;
  }

  /** Reads the value. */
  Future<CmapValue> read() {
    return read(FIRST_ROOM);
  }

  /**
   * Reads the value.
   *
   * @param length how long it was, in bytes; unsigned
   */
  Future<CmapValue> read(long length) {
    if (Long.compareUnsigned(length, ValueGet.MAX_ROOM) > 0) {
      return Future.failedFuture(
          new CorosyncException(
              CorosyncError.TOO_BIG,
              what + ", whose value has " + Long.toUnsignedString(length) + " bytes"));
    }
    left--;
    // Without room the answer is the length, whatever the value has grown to.
    int room = Math.max((int) length, FIRST_ROOM);
    return connection
        .request(ValueGet.request(key, room), what, ValueGet::value)
        .recover(failure -> isTooSmall(failure) ? again() : Future.failedFuture(failure));
  }

  private static boolean isTooSmall(Throwable failure) {
    return failure instanceof CorosyncException corosyncs
        && corosyncs.error() == CorosyncError.INVALID_PARAM
        && corosyncs.errno() == 0;
  }

  private Future<CmapValue> again() {
    if (left == 0) {
      return Future.failedFuture(
          new CorosyncException(
              CorosyncError.TRY_AGAIN, what + ", whose value grows while it is read"));
    }
    return connection.request(ValueGet.request(key, 0), what, ValueGet::length).compose(this::read);
  }
}
