package dev.qbipc.server.impl.connection;

import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The setup sockets of the connections that one event loop watches.
 *
 * <p>While a connection is served its notification bytes are the reader's to take. A reader that is
 * stuck in an operation takes none, and a client that sends on would be caught in its own send call
 * after 278 bytes (protocol, section 4); so the readers are polled from time to time whether they
 * move, as long as there are sockets, and the bytes are taken here meanwhile if they do not.
 *
 * <p>All methods run on the event loop unless they say otherwise.
 */
public final class ServedSockets {

  private static final long POLL_READERS_MILLIS = 100;
  private static final int POLLS_PER_SWEEP = 5;

  private final Vertx vertx;
  private final Context context;
  private final ReaderProgress[] readers;
  private final Set<SetupSocket> sockets = new HashSet<>();
  private long timer;
  private int polls;

  /**
   * @param context of the event loop
   */
  public ServedSockets(Vertx vertx, Context context, List<RingReader> readers) {
    this.vertx = vertx;
    this.context = context;
    this.readers = readers.stream().map(ReaderProgress::new).toArray(ReaderProgress[]::new);
  }

  /** The event loop's. Any thread may call it. */
  Context context() {
    return context;
  }

  void add(SetupSocket socket) {
    if (sockets.isEmpty()) {
      timer = vertx.setPeriodic(POLL_READERS_MILLIS, fired -> pollReaders());
    }
    sockets.add(socket);
  }

  void remove(SetupSocket socket) {
    if (sockets.remove(socket) && sockets.isEmpty()) {
      vertx.cancelTimer(timer);
    }
  }

  private void pollReaders() {
    for (var progress : readers) {
      progress.poll();
    }
    boolean sweep = ++polls % POLLS_PER_SWEEP == 0;
    for (SetupSocket socket : sockets) {
      socket.onReaderPoll(sweep);
    }
  }

  /** Whether the reader of a connection is stuck in an operation. */
  boolean isStuck(RingReader reader) {
    return readers[reader.index()].isStuck();
  }

  /** What was last seen of a reader's progress. */
  private static final class ReaderProgress {

    private final RingReader reader;
    private long rounds;
    private boolean stuck;

    ReaderProgress(RingReader reader) {
      this.reader = reader;
    }

    void poll() {
      long now = reader.rounds();
      stuck = now == rounds && !reader.isAsleep();
      rounds = now;
    }

    boolean isStuck() {
      return stuck;
    }
  }
}
