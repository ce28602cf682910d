package dev.qbipc.server.impl.connection;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;

/** Why a response is not sent, as whoever has given it is told. */
final class ResponseErrors {

  /** What a client gets in place of a response for which there is no room. */
  static final int NO_BUFFERS = -Errno.ENOBUFS;

  private ResponseErrors() {}

  static QbException notConnected(ServerConnection connection) {
    return new QbException(Errno.ENOTCONN, "response to " + connection);
  }

  static QbException noBuffers(ServerConnection connection) {
    return new QbException(Errno.ENOBUFS, "too many unread responses for " + connection);
  }

  /**
   * @param length bytes of its payload
   * @param max bytes of the longest payload
   */
  static QbException tooLarge(ServerConnection connection, long length, int max) {
    return new QbException(
        Errno.EMSGSIZE,
        "response of " + length + " bytes to " + connection + " can never fit, at most " + max);
  }

  static RuntimeException alreadyEnded(ServerConnection connection, RequestImpl request) {
    return request.timedOut
        ? new QbException(
            Errno.ETIMEDOUT, "request " + request.id() + " of " + connection + " met its deadline")
        : new IllegalStateException("request " + request.id() + " was answered already");
  }
}
