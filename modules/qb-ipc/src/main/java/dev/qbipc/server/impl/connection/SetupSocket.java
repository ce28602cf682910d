package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.event.SocketWatch;
import dev.qbipc.linux.socket.UnixSocket;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * The setup socket of a served connection: watched on its event loop for the client's hang-up, and
 * for its notification bytes while the reader does not take them.
 *
 * <p>jcstress has found no request overlooked that came while the reader parked its connection here
 * (ConnectionHandOverStress).
 */
public final class SetupSocket implements SocketWatch.Handler {

  private final ServedSockets served;
  private final UnixSocket socket;
  private final SocketWatch watch;
  private final NotificationBytes bytes;
  private final Promise<Void> closed = Promise.promise();
  private ServerConnection connection;
  private boolean watchesBytes;
  private boolean parked;

  /** Whether bytes were taken here that the reader may not have seen the requests of. */
  private boolean tookBytes;

  private boolean ended;

  public SetupSocket(ServedSockets served, UnixSocket socket, SocketWatch watch) {
    this.served = served;
    this.socket = socket;
    this.watch = watch;
    this.bytes = new NotificationBytes(socket);
  }

  UnixSocket socket() {
    return socket;
  }

  /** The client's notification bytes, for the reader. */
  NotificationBytes bytes() {
    return bytes;
  }

  /** Begins to report to a connection. On the event loop. */
  void serve(ServerConnection connection) {
    this.connection = connection;
    watch.handler(this);
    served.add(this);
  }

  @Override
  public void ready(boolean readable, boolean hungUp) {
    if (ended) {
      return;
    }
    if (hungUp) {
      // Not only paused: epoll would go on to report a hang-up until the reader gets to it.
      watch.stop();
      connection.end().noteHangUp();
      connection.reader().execute(connection::close);
    } else if (readable) {
      tookBytes |= bytes.drain();
      if (parked) {
        parked = false;
        watchBytes(false);
        unpark();
      }
    }
  }

  @Override
  public void failed(Throwable cause) {
    watch.stop();
    connection.reader().execute(() -> connection.end().cannotBeServed("its socket failed", cause));
  }

  /**
   * Tells that the reader ignores this connection until a notification byte comes. Any thread may
   * call it.
   */
  void park() {
    served
        .context()
        .runOnContext(
            ignored -> {
              if (ended) {
                return;
              }
              if (tookBytes) {
                // A byte may have been read since the reader polled; no other would come.
                unpark();
              } else {
                parked = true;
                watchBytes(true);
              }
            });
  }

  private void unpark() {
    tookBytes = false;
    connection.reader().execute(connection::unpark);
  }

  /**
   * Called from time to time. On the event loop.
   *
   * @param sweep whether bytes that belong to no request are to be swallowed now
   */
  void onReaderPoll(boolean sweep) {
    if (!parked) {
      watchBytes(connection.client().gate().isHalted() || served.isStuck(connection.reader()));
      if (sweep) {
        tookBytes |= bytes.drain();
      }
    }
  }

  private void watchBytes(boolean watchBytes) {
    if (ended || this.watchesBytes == watchBytes) {
      return;
    }
    this.watchesBytes = watchBytes;
    if (watchBytes) {
      watch.watchReading();
    } else {
      watch.watchHangUp();
    }
  }

  /** Ends the conversation and closes the socket. Any thread may call it, once. */
  void close() {
    socket.shutdown();
    served
        .context()
        .runOnContext(
            ignored -> {
              ended = true;
              served.remove(this);
              watch.stop();
              socket.close();
              closed.complete();
            });
  }

  /** Completes when the descriptor is closed. */
  Future<Void> closed() {
    return closed.future();
  }
}
