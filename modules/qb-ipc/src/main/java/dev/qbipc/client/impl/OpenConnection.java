package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;

/**
 * What a handshake leads to.
 *
 * @param service whom the client is connected to
 * @param grant what the server granted
 * @param socket the setup socket; watched, and paused
 * @param rings the connection's
 */
record OpenConnection(String service, Grant grant, ClientSocket socket, ClientRings rings) {

  /** Why a call fails that comes too late. */
  QbException ended() {
    return failure(Errno.ENOTCONN, "connection ended");
  }

  /** Why a call fails, or the connection ends. */
  QbException failure(int errno, String what) {
    return new QbException(errno, "service " + service + ": " + what);
  }
}
