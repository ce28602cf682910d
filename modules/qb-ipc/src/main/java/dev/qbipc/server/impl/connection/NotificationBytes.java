package dev.qbipc.server.impl.connection;

import com.sun.jna.Memory;
import dev.qbipc.linux.socket.UnixSocket;

/**
 * The bytes by which a client announces requests on its setup socket (protocol, section 4). Nothing
 * needs to be woken for them here, but they have to be read: a client hangs in its next send once
 * 278 are unread.
 *
 * <p>Bytes and requests are independent: all bytes are discarded.
 */
final class NotificationBytes {

  private static final int BYTES_PER_CALL = 4096;
  private static final int MAX_CALLS = 64;

  // Written by all connections at once and read by none.
  private static final Memory DISCARDED = new Memory(BYTES_PER_CALL);

  private final UnixSocket socket;

  NotificationBytes(UnixSocket socket) {
    this.socket = socket;
  }

  /**
   * Takes what is there, up to a bound. Any thread may call it while the socket is open.
   *
   * @return whether there was anything
   */
  boolean drain() {
    boolean any = false;
    for (int call = 0; call < MAX_CALLS; call++) {
      long received = socket.receive(DISCARDED, BYTES_PER_CALL);
      any |= received > 0;
      if (received < BYTES_PER_CALL) {
        break;
      }
    }
    return any;
  }
}
