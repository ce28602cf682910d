package dev.qbipc.corosync.cmap.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.CmapKey;
import dev.qbipc.corosync.cmap.impl.wire.Iteration;
import dev.qbipc.corosync.cmap.impl.wire.KeyField;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** A way through the keys that begin alike. Belongs to the context that begins it. */
final class KeyIteration {

  private final ServiceConnection connection;
  private final KeyField prefix;
  private final String what;
  private final Function<CmapKey, Future<Boolean>> visitor;
  private final Promise<Void> over = Promise.promise();

  KeyIteration(
      ServiceConnection connection, String prefix, Function<CmapKey, Future<Boolean>> visitor) {
    this.connection = connection;
    this.prefix = new KeyField(prefix);
    this.what = "listing " + this.prefix.keys();
    this.visitor = visitor;
  }

  /** Goes to the end, or to where the visitor ends it, and lets corosync forget it. */
  Future<Void> run() {
    return connection
        .request(Iteration.init(prefix), what, Iteration::handle)
        .compose(
            handle -> {
              step(handle);
              return over.future()
                  .eventually(
                      () -> connection.request(Iteration.finalize(handle), what, answer -> null));
            });
  }

  /** One step after the other, not one within the other: there may be thousands. */
  private void step(long handle) {
    next(handle)
        .compose(key -> key.isPresent() ? visit(key.get()) : Future.succeededFuture(false))
        .onComplete(
            (goOn, failure) -> {
              if (failure != null) {
                over.fail(failure);
              } else if (goOn) {
                step(handle);
              } else {
                over.complete();
              }
            });
  }

  private Future<Boolean> visit(CmapKey key) {
    return Objects.requireNonNull(visitor.apply(key), "what the visitor returns")
        .map(goOn -> Objects.requireNonNull(goOn, "what the visitor's future completes with"));
  }

  /** The next key; empty at the end. */
  private Future<Optional<CmapKey>> next(long handle) {
    return connection
        .request(Iteration.next(handle), what, Iteration::key)
        .map(Optional::of)
        .recover(
            failure ->
                isEnd(failure)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  private static boolean isEnd(Throwable failure) {
    return failure instanceof CorosyncException corosyncs
        && corosyncs.error() == CorosyncError.NO_SECTIONS;
  }
}
