package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.event.SocketWatch;
import dev.qbipc.linux.socket.CredentialedReceiver;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/**
 * The client's part of the handshake on a connected socket (protocol, sections 1.3 to 1.7), in
 * however many pieces the answer comes. Belongs to the event loop.
 */
final class ClientHandshake implements SocketWatch.Handler {

  private static final int END_OF_STREAM = 0;

  private final String service;
  private final ClientSocket socket;
  private final DeadlineTimer timer;
  private final Promise<Grant> granted;
  private final byte[] answer = new byte[SetupResponseDescriptor.SIZE];
  private final CredentialedReceiver receiver = new CredentialedReceiver(answer.length);
  private Credentials server;
  private int length;

  ClientHandshake(String service, ClientSocket socket, ContextInternal context) {
    this.service = service;
    this.socket = socket;
    var loop = new ClientLoop(context.nettyEventLoop(), this::fail);
    this.timer =
        new DeadlineTimer(
            loop, () -> fail(failure(Errno.ETIMEDOUT, "no answer to the connection request")));
    this.granted = context.promise();
  }

  /**
   * Asks for a connection.
   *
   * @param maxMessageSize the largest message to ask for, in bytes
   * @return fails with the server's errno, ENOTCONN when it hangs up, ETIMEDOUT, or as {@link
   *     Grant#read}
   */
  Future<Grant> perform(int maxMessageSize, Deadline deadline) {
    byte[] request = SetupRequestDescriptor.encode(maxMessageSize);
    long sent = socket.handle().send(request);
    // A server that refuses everyone has answered and hung up already.
    boolean isHungUp = sent < 0 && ClientSocket.isHangUp((int) -sent);
    if (sent != request.length && !isHungUp) {
      fail(failure(sent < 0 ? (int) -sent : Errno.EIO, "cannot send the connection request"));
    } else {
      timer.include(deadline);
      receive();
    }
    if (isHungUp) {
      fail(failure(Errno.ENOTCONN, "no answer to the connection request"));
    }
    return granted.future();
  }

  @Override
  public void ready(boolean readable, boolean hungUp) {
    // A hang-up is found by reading, since a refusal may come right before it.
    receive();
  }

  @Override
  public void failed(Throwable cause) {
    fail(cause);
  }

  /** Ends it early; does nothing once it has ended. */
  void fail(Throwable cause) {
    timer.stop();
    granted.tryFail(cause);
  }

  private void receive() {
    if (granted.future().isComplete()) {
      return;
    }
    try {
      while (length < answer.length) {
        int received = receiver.receive(socket.handle(), answer, length, answer.length - length);
        if (received == -Errno.EAGAIN) {
          return;
        }
        if (received <= END_OF_STREAM) {
          int errno = received == END_OF_STREAM ? Errno.ENOTCONN : -received;
          throw failure(errno, "no answer to the connection request");
        }
        length += received;
        server = server == null ? receiver.credentials() : server;
      }
      end();
    } catch (QbException e) {
      fail(e);
    }
  }

  private void end() {
    if (server == null) {
      throw failure(Errno.EBADMSG, "the answer carries no credentials");
    }
    try {
      socket.handle().passCredentials(false);
    } catch (SystemCallException e) {
      throw new QbException(e.errno(), "cannot set up the socket of service " + service, e);
    }
    timer.stop();
    granted.tryComplete(Grant.read(service, answer, server));
  }

  private QbException failure(int errno, String what) {
    int seen = ClientSocket.isHangUp(errno) ? Errno.ENOTCONN : errno;
    return new QbException(seen, "service " + service + ": " + what);
  }
}
