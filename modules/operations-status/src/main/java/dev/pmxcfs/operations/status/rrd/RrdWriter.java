package dev.pmxcfs.operations.status.rrd;

import dev.pmxcfs.state.rrd.RrdQueue;
import dev.pmxcfs.state.rrd.RrdTable;
import dev.pmxcfs.state.rrd.RrdUpdate;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes measurements out of their queue and has them written to RRD files, one after the other.
 *
 * <p>Whatever it waits for, the queue takes in more. Several writers may be deployed, as happens
 * while the operations are swapped: the newest gets the updates.
 *
 * <p>While there is neither rrdcached nor rrdtool, updates are thrown away; but where rrdcached was
 * there before, they wait for it to come back.
 */
public final class RrdWriter extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(RrdWriter.class);

  private final RrdTable rrd;

  private RrdConnections connections;
  private RrdFiles files;
  private RrdQueue.Reader queue;

  /** The update that is being written, or waits for a connection; null if none. */
  private RrdUpdate current;

  private boolean lostAConnection;
  private boolean busy;
  private boolean stopped;

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
    stopped = true;
    queue.close();
    connections.close();
    return Future.succeededFuture();
  }

  private void writeAll() {
    if (!busy) {
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
      busy = false;
      return;
    }
    connections
        .get()
        .compose(connection -> files.write(connection, current))
        .onComplete(written -> finish(), this::failed);
  }

  /** Goes on in a new task: many updates may end at once, and each would deepen the stack. */
  private void finish() {
    current = null;
    context.runOnContext(next -> writeNext());
  }

  private void failed(Throwable cause) {
    if (stopped) {
      LOG.debug("RRD file {} was perhaps not updated: the writer has stopped", current.file());
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
    busy = false;
    if (connections.isDaemonExpected()) {
      vertx.setTimer(connections.millisUntilNextAttempt(), over -> writeAll());
    } else {
      current = null;
      queue.discardAll();
    }
  }
}
