package dev.pmxcfs.rrd;

import dev.pmxcfs.state.failure.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who writes RRD files: rrdcached, which is looked for again and again at growing intervals;
 * as long as it is not there, the rrdtool program. Used on one event loop.
 */
final class RrdConnections {

  private static final Logger LOG = LoggerFactory.getLogger(RrdConnections.class);

  private final Vertx vertx;
  private final RrdOptions options;
  private final NetClient client;
  private final BackOff backOff = new BackOff();

  private RrdConnection daemon;
  private RrdConnection program;
  private boolean daemonWasThere;
  private boolean programIsMissing;
  private boolean closed;

  RrdConnections(Vertx vertx, RrdOptions options) {
    this.vertx = vertx;
    this.options = options;
    client = vertx.createNetClient();
  }

  /**
   * The connection to use for the next command.
   *
   * @return fails with {@link NoRrdConnectionException} if there is neither daemon nor program
   */
  Future<RrdConnection> get() {
    if (daemon != null && daemon.isOpen()) {
      return Future.succeededFuture(daemon);
    }
    forgetDaemon();
    return backOff.isOver() ? connect() : program("it was not there a moment ago");
  }

  private void forgetDaemon() {
    if (daemon != null) {
      LOG.info("rrdcached at {} has closed the connection", options.getSocket());
      daemon = null;
    }
  }

  private Future<RrdConnection> connect() {
    return RrdcachedConnection.connect(client, options.getSocket())
        .onSuccess(this::connected)
        .recover(
            cause -> {
              backOff.failed();
              return program(reason(cause));
            });
  }

  /** If there is no socket, Netty's message is just the name of an exception. */
  private static String reason(Throwable cause) {
    return cause instanceof FileNotFoundException ? "no such socket" : Reason.of(cause);
  }

  private void connected(RrdConnection connection) {
    if (closed) {
      connection.close();
      return;
    }
    LOG.info("RRD updates go to rrdcached at {}", options.getSocket());
    backOff.succeeded();
    daemon = connection;
    daemonWasThere = true;
    closeProgram();
  }

  private Future<RrdConnection> program(String whyNoDaemon) {
    if (program != null && program.isOpen()) {
      return Future.succeededFuture(program);
    }
    if (programIsMissing) {
      return Future.failedFuture(new NoRrdConnectionException());
    }
    return RrdtoolProcess.start(vertx, options.getProgram(), Path.of(options.getDirectory()))
        .onSuccess(started -> started(started, whyNoDaemon))
        .recover(
            cause -> {
              programIsMissing(cause, whyNoDaemon);
              return Future.failedFuture(new NoRrdConnectionException());
            });
  }

  private void started(RrdConnection connection, String whyNoDaemon) {
    if (closed) {
      connection.close();
      return;
    }
    LOG.info(
        "no rrdcached at {} ({}); RRD updates go to {} until there is one",
        options.getSocket(),
        whyNoDaemon,
        options.getProgram());
    program = connection;
  }

  private void programIsMissing(Throwable cause, String whyNoDaemon) {
    LOG.warn(
        "no rrdcached at {} ({}), and no {} ({}): measurements are kept in memory only until"
            + " rrdcached is there",
        options.getSocket(),
        whyNoDaemon,
        options.getProgram(),
        cause.getMessage());
    programIsMissing = true;
  }

  /** Whether rrdcached was there once, so that it can be expected to come back. */
  boolean isDaemonExpected() {
    return daemonWasThere;
  }

  /** Milliseconds until rrdcached is looked for again, at least 1. */
  long millisUntilNextAttempt() {
    return backOff.millisLeft();
  }

  /** Closes both, even one that is still being opened. */
  void close() {
    closed = true;
    if (daemon != null) {
      daemon.close();
    }
    closeProgram();
    client.close();
  }

  private void closeProgram() {
    if (program != null) {
      program.close();
      program = null;
    }
  }
}
