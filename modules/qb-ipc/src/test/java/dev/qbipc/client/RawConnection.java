package dev.qbipc.client;

import static org.junit.Assert.assertEquals;

import com.sun.jna.Memory;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.socket.SocketPoll;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.wire.SetupRequestDescriptor;
import java.util.Arrays;

/** The server's end of one setup socket, in a test's hands. */
final class RawConnection implements AutoCloseable {

  private static final int MANY_BYTES = 4096;

  private final UnixSocket socket;
  private final SocketPoll poll;
  private final Memory bytes = new Memory(MANY_BYTES);

  RawConnection(UnixSocket socket) {
    this.socket = socket;
    this.poll = new SocketPoll(socket);
  }

  /** Waits for the 24 bytes by which a client asks for a connection. */
  byte[] readSetupRequest() {
    awaitBytes();
    assertEquals(SetupRequestDescriptor.SIZE, socket.receive(bytes, MANY_BYTES));
    return bytes.getByteArray(0, SetupRequestDescriptor.SIZE);
  }

  /** Sends bytes in one piece. */
  void send(byte... message) {
    assertEquals(message.length, socket.send(message));
  }

  /** Sends bytes in one piece, whether or not the client is still there. */
  void trySend(byte... message) {
    socket.send(message);
  }

  /** Sends bytes in several pieces, one right behind the other. */
  void sendInPieces(byte[] message, int pieces) {
    for (int i = 0; i < pieces; i++) {
      int from = message.length * i / pieces;
      int to = message.length * (i + 1) / pieces;
      send(Arrays.copyOfRange(message, from, to));
    }
  }

  /** Waits until the client has sent bytes or has hung up. */
  void awaitBytes() {
    if (poll.awaitReadable(Outcome.PATIENCE.toNanos()) == SocketPoll.Readiness.TIMED_OUT) {
      throw new AssertionError("the client sent nothing");
    }
  }

  /** Waits until the client has hung up. */
  void awaitHangUp() {
    awaitBytes();
    while (poll.awaitReadable(0) != SocketPoll.Readiness.HUNG_UP) {
      takeBytes();
      awaitBytes();
    }
  }

  /** Takes all bytes that are there, and says how many. */
  int takeBytes() {
    int taken = 0;
    long received;
    while ((received = socket.receive(bytes, MANY_BYTES)) > 0) {
      taken += (int) received;
    }
    assertEquals("the client hung up", -Errno.EAGAIN, received);
    return taken;
  }

  @Override
  public void close() {
    socket.close();
  }
}
