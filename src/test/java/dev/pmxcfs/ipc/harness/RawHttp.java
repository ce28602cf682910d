package dev.pmxcfs.ipc.harness;

import dev.qbipc.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP connection that says what it likes to a server of HTTP. */
public final class RawHttp implements AutoCloseable {

  /** So that the kernel holds little of an answer that is not read. */
  private static final int SMALL_BUFFER = 2048;

  private final Socket socket = new Socket();

  /** Connects to a port of the loopback interface. */
  public RawHttp(String port) throws IOException {
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.setSoTimeout((int) Patience.LIMIT.toMillis());
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    socket.connect(address, (int) Patience.LIMIT.toMillis());
  }

  /** Sends a text, as far as the server takes it. */
  public RawHttp send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /**
   * Sends a text as often as the server takes it.
   *
   * @return whether it took all of that
   */
  public boolean trySend(String text, int times) {
    try {
      for (int i = 0; i < times; i++) {
        send(text);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** All that comes until the server closes, which it has to; also where it does so by a reset. */
  public String readToEnd() throws IOException {
    var all = new ByteArrayOutputStream();
    byte[] part = new byte[SMALL_BUFFER];
    try {
      int length = socket.getInputStream().read(part);
      while (length >= 0) {
        all.write(part, 0, length);
        length = socket.getInputStream().read(part);
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("not closed; until then it said " + all, e);
    } catch (java.net.SocketException e) {
      // reset
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** What comes up to an empty line. */
  public String readHead() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new AssertionError("closed after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** The status of an answer that is its only one. */
  public static int status(String answer) {
    String line = answer.lines().findFirst().orElse("");
    if (!line.startsWith("HTTP/")) {
      throw new AssertionError("no answer but: " + answer);
    }
    return Integer.parseInt(line.split(" ")[1]);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
