package dev.pmxcfs.ipc.server;

import io.vertx.core.Future;
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
record Part(String name, Supplier<Future<?>> open, Supplier<Future<?>> close) {}
