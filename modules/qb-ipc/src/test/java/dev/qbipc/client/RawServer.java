package dev.qbipc.client;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.socket.SocketPoll;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.wire.SocketAddressDescriptor;
import java.io.UncheckedIOException;

/** A service that a test answers for by hand, so that it can do what no libqb does. */
final class RawServer implements AutoCloseable {

  private static final int BACKLOG = 8;

  private final UnixSocket socket;

  private RawServer(UnixSocket socket) {
    this.socket = socket;
  }

  /** Listens at a service's abstract address. */
  static RawServer listen(String service) {
    return listen(SocketAddressDescriptor.abstractAddress(service), service);
  }

  /** Listens at an address. */
  static RawServer listen(byte[] address, String subject) {
    try {
      return new RawServer(UnixSocket.listen(address, subject, BACKLOG));
    } catch (SystemCallException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the next client. */
  RawConnection accept() {
    try {
      if (new SocketPoll(socket).awaitReadable(Outcome.PATIENCE.toNanos())
          != SocketPoll.Readiness.READY) {
        throw new AssertionError("no client came");
      }
      return new RawConnection(socket.accept());
    } catch (SystemCallException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
