package dev.pmxcfs.ipc.server;

import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A part of the service.
 *
 * @param name for the log
 * @param open opens it; fails with a {@link StartFailedException} that says why the service does
 *     not start
 * @param close closes what was opened of it, which is nothing if that failed at once; a second call
 *     does no harm
 */
record Part(String name, Supplier<Future<?>> open, Supplier<Future<?>> close) {

  /** Nothing is to be waited for. */
  static final Future<?> DONE = Future.succeededFuture();

  /** Closes what was opened of a part, if anything was. */
  static <T> Future<?> close(T opened, Function<T, Future<?>> close) {
    return opened == null ? DONE : close.apply(opened);
  }
}
