package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.memory.FutexSet;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring readers of a service, each known to Vert.x as a named worker pool, so that verticles are
 * deployed on a reader by the ordinary deployment options.
 */
public final class ReaderPool {

  private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

  private final List<RingReader> readers = new ArrayList<>();
  private final List<VertxInternals.Registration> registrations = new ArrayList<>();

  /**
   * Starts the readers.
   *
   * @throws IllegalStateException if another server of this Vert.x has readers for the service;
   *     nothing is started
   */
  public ReaderPool(VertxInternal vertx, QbServerOptions options, ProtectionCounters protection) {
    var reading = options.getReaderOptions();
    boolean futexWaitv = reading.isFutexWaitv() && FutexSet.isAvailable();
    if (reading.isFutexWaitv() && !futexWaitv) {
      LOG.info("this kernel has no futex_waitv: a thread per connection waits for its requests");
    }
    for (int index = 0; index < reading.getReaders(); index++) {
      String name = "qb-reader-" + options.getService() + "-" + index;
      RingWait wait = futexWaitv ? new FutexRingWait() : new SemaphoreRingWait(name + "-wait-");
      var spin = new Spin(spinNanos(reading));
      var priority = new ReaderPriority(name, reading.getNice());
      var reader =
          new RingReader(
              vertx, index, name, reading.getScheduling(), spin, priority, wait, protection);
      registrations.add(register(vertx, reader, options.getService()));
      readers.add(reader);
    }
    readers.forEach(RingReader::start);
  }

  /**
   * If readers could occupy all cores, none spins, since there would be none left to make requests.
   */
  private static long spinNanos(ReaderOptions options) {
    return options.getReaders() < Processes.onlineCores() ? options.getSpin().toNanos() : 0;
  }

  private VertxInternals.Registration register(
      VertxInternal vertx, RingReader reader, String service) {
    return VertxInternals.register(vertx, reader.name(), reader.thread())
        .orElseThrow(
            () -> {
              endRegistrations();
              return new IllegalStateException(
                  "this Vert.x serves "
                      + service
                      + " already: give this service another name, or close the first one and wait"
                      + " until it is closed");
            });
  }

  private void endRegistrations() {
    registrations.forEach(VertxInternals.Registration::end);
  }

  public List<RingReader> readers() {
    return readers;
  }

  /**
   * Ends the readers. No verticle is deployed on them any more.
   *
   * @return completes when they have ended
   */
  public Future<Void> close() {
    endRegistrations();
    readers.forEach(RingReader::shutdown);
    return Future.join(readers.stream().map(RingReader::ended).toList()).mapEmpty();
  }
}
