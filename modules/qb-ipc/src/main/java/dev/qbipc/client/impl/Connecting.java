package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Errno;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;

/**
 * A client on its way to be connected: the handshake runs on the client's event loop, and what
 * touches the file system on the worker pool. Closing it ends it early.
 */
final class Connecting implements Closeable {

  private final ContextInternal loop;
  private final QbClientOptions options;
  private volatile boolean ended;
  private ClientHandshake handshake;

  /**
   * @param loop a context of the client's event loop
   */
  Connecting(ContextInternal loop, QbClientOptions options) {
    this.loop = loop;
    this.options = options;
  }

  /** Connects. */
  Future<OpenConnection> connect() {
    // Loads the native library too, if this is its first use.
    return loop.executeBlocking(() -> ClientSocket.connect(options), false)
        .compose(
            socket ->
                shakeHands(socket)
                    .compose(grant -> open(socket, grant))
                    .onFailure(failure -> socket.close()));
  }

  private Future<Grant> shakeHands(ClientSocket socket) {
    if (ended) {
      return Future.failedFuture(closed());
    }
    handshake = new ClientHandshake(options.getService(), socket, loop);
    var deadline = Deadline.ofTimeout(options.getConnectTimeout());
    return socket
        .watch(loop, handshake)
        .compose(watched -> handshake.perform(options.getMaxMessageSize(), deadline))
        .compose(grant -> ended ? Future.failedFuture(closed()) : Future.succeededFuture(grant));
  }

  private Future<OpenConnection> open(ClientSocket socket, Grant grant) {
    // The server may send events already.
    socket.pause();
    return loop.executeBlocking(() -> ClientRings.open(grant), false)
        .map(rings -> new OpenConnection(options.getService(), grant, socket, rings));
  }

  @Override
  public void close(Completable<Void> completion) {
    ended = true;
    loop.execute(
        () -> {
          if (handshake != null) {
            handshake.fail(closed());
          }
        });
    completion.succeed();
  }

  private QbException closed() {
    return new QbException(
        Errno.ENOTCONN, "service " + options.getService() + ": closed while connecting");
  }
}
