package dev.pmxcfs.operations.status.rrd;

import dev.pmxcfs.state.rrd.RrdQueue;
import dev.pmxcfs.state.rrd.RrdTable;
import dev.pmxcfs.state.rrd.RrdUpdate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes measurements out of their queue and has them written to RRD files, one after the other.
 *
 * <p>Whatever it waits for, the queue takes in more. Several writers may be deployed, as happens
 * while the operations are swapped: the newest gets the updates. The last one writes at its end
 * what waits, for some seconds; what it cannot write then stays in the queue.
 *
 * <p>While there is neither rrdcached nor rrdtool, updates are thrown away; but where rrdcached was
 * there before, they wait for it to come back.
 */
public final class RrdWriter extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(RrdWriter.class);

  /** How long what waits may be written at the end. */
  private static final long LAST_WRITES_MILLIS = 5_000;

  private final RrdTable rrd;

  private RrdConnections connections;
  private RrdFiles files;
  private RrdQueue.Reader queue;

  /** The update that is being written, or waits for a connection; null if none. */
  private RrdUpdate current;

  private boolean lostAConnection;
  private boolean busy;
  private boolean handedOver;
  private boolean stopped;

  /** Completed when a writer that stops has written all it can; null before it stops. */
  private Promise<Void> lastWrites;

  /**
   * @param rrd whose updates are written
   */
  public RrdWriter(RrdTable rrd) {
    this.rrd = rrd;
  }

  @Override
  public Future<?> start() {
    connections = new RrdConnections(vertx, rrd.options());
    files = new RrdFiles(vertx, rrd);
    queue = rrd.updates().open(() -> context.runOnContext(filled -> writeAll()));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    lastWrites = Promise.promise();
    if (!busy && current != null) {
      queue.giveBack(current);
      current = null;
    }
    handedOver = queue.handOver();
    vertx.setTimer(LAST_WRITES_MILLIS, over -> lastWrites.tryComplete());
    writeAll();
    return lastWrites.future().andThen((done, never) -> close());
  }

  private void close() {
    stopped = true;
    if (current != null) {
      queue.giveBack(current);
      current = null;
    }
    queue.close();
    connections.close();
  }

  private void nothingToWrite() {
    busy = false;
    if (lastWrites != null && (handedOver || queue.isLast())) {
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
      queue.discardAll();
      writeNext();
    }
  }
}
