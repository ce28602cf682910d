package dev.pmxcfs.ipc.systemd;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What systemd is told of.
 *
 * @param summary what the service does, in words
 * @param silentThreads names the threads without which it does not do that, and which give no sign
 *     of life within a time; fails if none can be asked
 */
public record SupervisedService(
    Supplier<String> summary, Function<Duration, Future<List<String>>> silentThreads) {}
