package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.socket.CredentialedReceiver;
import dev.qbipc.linux.socket.SocketPoll;
import dev.qbipc.linux.socket.SocketPoll.Readiness;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;

/** The client's part of the handshake on a connected socket (sections 1.3 to 1.7). */
final class Handshake {

  private static final int END_OF_STREAM = 0;

  private final String service;
  private final UnixSocket socket;
  private final SocketPoll poll;

  Handshake(String service, UnixSocket socket, SocketPoll poll) {
    this.service = service;
    this.socket = socket;
    this.poll = poll;
  }

  /**
   * Asks for a connection and waits for the answer, in however many pieces it comes.
   *
   * @param maxMessageSize the largest message to ask for, in bytes
   * @throws QbException the server's errno, ENOTCONN when it hangs up, ETIMEDOUT, or as {@link
   *     Grant#read}
   */
  Grant perform(int maxMessageSize, Deadline deadline) {
    byte[] request = SetupRequestDescriptor.encode(maxMessageSize);
    long sent = socket.send(request);
    // who turns everybody away has said so, and hung up already
    boolean isHungUp = sent < 0 && SetupSocket.isHangUp((int) -sent);
    if (sent != request.length && !isHungUp) {
      throw failure(sent < 0 ? (int) -sent : Errno.EIO, "cannot send the connection request");
    }
    byte[] answer = new byte[SetupResponseDescriptor.SIZE];
    Credentials server = receive(answer, deadline);
    stopCredentials();
    return Grant.read(service, answer, server);
  }

  private Credentials receive(byte[] answer, Deadline deadline) {
    var receiver = new CredentialedReceiver(answer.length);
    Credentials server = null;
    int length = 0;
    while (length < answer.length) {
      int received = receiver.receive(socket, answer, length, answer.length - length);
      if (received > 0) {
        length += received;
        server = server == null ? receiver.credentials() : server;
      } else if (received == -Errno.EAGAIN) {
        awaitMore(deadline);
      } else {
        int errno = received == END_OF_STREAM ? Errno.ENOTCONN : -received;
        throw failure(errno, "no answer to the connection request");
      }
    }
    if (server == null) {
      throw failure(Errno.EBADMSG, "the answer carries no credentials");
    }
    return server;
  }

  private void awaitMore(Deadline deadline) {
    // A hang-up is found by reading, since a refusal may come right before it.
    if (poll.awaitReadable(deadline.remaining()) == Readiness.TIMED_OUT) {
      throw failure(Errno.ETIMEDOUT, "no answer to the connection request");
    }
  }

  private void stopCredentials() {
    try {
      socket.passCredentials(false);
    } catch (SystemCallException e) {
      throw new QbException(e.errno(), "cannot set up the socket of service " + service, e);
    }
  }

  private QbException failure(int errno, String what) {
    int seen = SetupSocket.isHangUp(errno) ? Errno.ENOTCONN : errno;
    return new QbException(seen, "service " + service + ": " + what);
  }
}
