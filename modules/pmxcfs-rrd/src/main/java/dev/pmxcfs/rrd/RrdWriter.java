package dev.pmxcfs.rrd;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.nodes.MeasurementSink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues measurements and writes them to RRD files, one after the other.
 *
 * <p>A node has one such verticle, on an event loop, to which its state hands all measurements,
 * whichever node they come from:
 *
 * <pre>{@code
 * var writer = new RrdWriter(options, Clock.systemUTC());
 * vertx.deployVerticle(writer);
 * state.measurements().writeTo(writer);
 * }</pre>
 *
 * <p>It takes measurements whether it is deployed or not. Whatever it waits for, more are queued.
 * At its end it writes what waits, for some seconds, and logs how much of it is lost.
 *
 * <p>While there is neither rrdcached nor rrdtool, updates are thrown away; but where rrdcached was
 * there before, they wait for it to come back.
 */
public final class RrdWriter extends VerticleBase implements MeasurementSink {

  private static final Logger LOG = LoggerFactory.getLogger(RrdWriter.class);

  private static final long LAST_WRITES_MILLIS = 5_000;

  private final RrdOptions options;
  private final Clock clock;
  private final long lastWritesMillis;
  private final RrdQueue queue;

  /** Where updates are written; null before the start. */
  private volatile Context writing;

  private RrdConnections connections;
  private RrdFiles files;

  /** The update that is being written, or waits for a connection; null if none. */
  private RrdUpdate current;

  private boolean lostAConnection;
  private boolean busy;
  private boolean stopped;

  /** Completed when a writer that stops has written all it can; null before it stops. */
  private Promise<Void> lastWrites;

  /**
   * @param options where the measurements go
   * @param clock tells when files begin that are created
   */
  public RrdWriter(RrdOptions options, Clock clock) {
    this(options, clock, LAST_WRITES_MILLIS);
  }

  /**
   * @param lastWritesMillis how long what waits may be written at the end
   */
  RrdWriter(RrdOptions options, Clock clock, long lastWritesMillis) {
    this.options = new RrdOptions(options);
    this.clock = clock;
    this.lastWritesMillis = lastWritesMillis;
    queue = new RrdQueue(options.getQueueLimit());
  }

  /** Queues measurements for their file. Any thread may call it; it does not block. */
  @Override
  public Optional<String> take(ByteString key, ByteString data) {
    try {
      if (queue.add(RrdUpdate.of(key.toLatin1(), data.toLatin1()))) {
        tellWriter();
      }
      return Optional.empty();
    } catch (RrdFormatException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** What is queued before the start is looked at when it starts. */
  private void tellWriter() {
    Context context = writing;
    if (context != null) {
      context.runOnContext(filled -> writeAll());
    }
  }

  /** How it keeps up. Any thread may call it. */
  public RrdStats stats() {
    return new RrdStats(queue.size(), queue.dropped());
  }

  @Override
  public Future<?> start() {
    connections = new RrdConnections(vertx, options);
    files = new RrdFiles(vertx, options, clock);
    writing = context;
    writeAll();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    lastWrites = Promise.promise();
    vertx.setTimer(lastWritesMillis, over -> lastWrites.tryComplete());
    writeAll();
    return lastWrites.future().andThen((done, never) -> close());
  }

  private void close() {
    stopped = true;
    long lost = queue.unwritten() + (current != null ? 1 : 0);
    if (lost > 0) {
      LOG.warn("{} RRD updates are lost: they were not written before the end", lost);
    }
    connections.close();
  }

  private void nothingToWrite() {
    busy = false;
    if (lastWrites != null) {
      lastWrites.tryComplete();
    }
  }

  private void writeAll() {
    if (!busy && !stopped) {
      busy = true;
      writeNext();
    }
  }

  private void writeNext() {
    if (current == null) {
      current = queue.poll().orElse(null);
      lostAConnection = false;
    }
    if (current == null) {
      nothingToWrite();
      return;
    }
    RrdUpdate update = current;
    connections
        .get()
        .compose(connection -> files.write(connection, update))
        .onComplete(done -> finish(), this::failed);
  }

  /** Goes on in a new task: many updates may end at once, and each would deepen the stack. */
  private void finish() {
    if (!stopped) {
      current = null;
      context.runOnContext(next -> writeNext());
    }
  }

  private void failed(Throwable cause) {
    if (stopped) {
      LOG.debug("the last update was perhaps not written", cause);
    } else if (cause instanceof NoRrdConnectionException) {
      noConnection();
    } else if (lostAConnection) {
      LOG.warn("RRD file {} was not updated: {}", current.file(), cause.getMessage());
      finish();
    } else {
      LOG.info("a connection for RRD updates has ended: {}", cause.getMessage());
      lostAConnection = true;
      writeNext();
    }
  }

  private void noConnection() {
    if (connections.isDaemonExpected()) {
      busy = false;
      vertx.setTimer(connections.millisUntilNextAttempt(), over -> writeAll());
    } else {
      current = null;
      queue.discardAll(1);
      writeNext();
    }
  }
}
