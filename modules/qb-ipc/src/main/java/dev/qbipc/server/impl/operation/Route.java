package dev.qbipc.server.impl.operation;

import dev.qbipc.server.Threading;
import dev.qbipc.server.impl.bus.BusSender;
import dev.qbipc.server.impl.connection.RequestImpl;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Where the requests of one id go while one version of its operation is in service. Never changed;
 * a swap puts another in its place.
 */
public final class Route {

  private final List<RingReader> readers;
  private final OperationCounters counters;
  private final Threading threading;
  private final ReaderRoute[] ofReaders;

  /**
   * @param address the event-bus address of all instances, or what the addresses begin with of
   *     those on the readers
   */
  public Route(
      EventBus eventBus,
      String address,
      Threading threading,
      Duration deadline,
      List<RingReader> readers,
      OperationCounters counters) {
    this.readers = readers;
    this.counters = counters;
    this.threading = threading;
    this.ofReaders = new ReaderRoute[readers.size()];
    for (int i = 0; i < ofReaders.length; i++) {
      // An address for each, since the event bus would choose among them without looking at who
      // sends.
      boolean onReader = threading == Threading.READER;
      String ofReader = onReader ? address + ".reader" + i : address;
      var executor = readers.get(i).executor();
      var sender = new BusSender<RequestImpl>(eventBus, ofReader, executor, onReader);
      ofReaders[i] = new ReaderRoute(sender, deadline.toNanos(), counters.ofReader(i));
    }
  }

  /** The part for requests that a reader has read. */
  public ReaderRoute at(RingReader reader) {
    return ofReaders[reader.index()];
  }

  Threading threading() {
    return threading;
  }

  OperationCounters counters() {
    return counters;
  }

  /**
   * Waits for the requests that took this route, which is no longer in use.
   *
   * @return completes when all of them have ended
   */
  Future<Void> drained() {
    List<Future<Void>> drained = new ArrayList<>();
    for (RingReader reader : readers) {
      Promise<Void> promise = Promise.promise();
      try {
        // A reader that is about to use the old route has done so when it comes to this.
        reader.execute(() -> at(reader).whenDrained(promise));
        drained.add(promise.future());
      } catch (RejectedExecutionException ended) {
        // And with it all its connections and their requests.
      }
    }
    return Future.all(drained).mapEmpty();
  }
}
