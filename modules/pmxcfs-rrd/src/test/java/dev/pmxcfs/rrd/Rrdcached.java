package dev.pmxcfs.rrd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A running rrdcached of its own socket and directory. */
final class Rrdcached {

  /** So long that values stay in its memory until they are flushed. */
  private static final String WRITE_INTERVAL_SECONDS = "3600";

  private static final String FLUSH_INTERVAL_SECONDS = "7200";

  private static final int STATUS_LINE = 64;

  private final Process process;
  private final Path socket;

  private Rrdcached(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  /** Starts it; it takes connections on return. */
  static Rrdcached start(Path socket, Path directory) throws Exception {
    Process process =
        new ProcessBuilder(
                RrdPrograms.find("rrdcached"),
                "-g",
                "-B",
                "-F",
                "-f",
                FLUSH_INTERVAL_SECONDS,
                "-w",
                WRITE_INTERVAL_SECONDS,
                "-b",
                directory.toString(),
                "-l",
                "unix:" + socket,
                "-p",
                socket + ".pid")
            .inheritIO()
            .start();
    Deadline.await("rrdcached listens", () -> isConnectable(socket));
    return new Rrdcached(process, socket);
  }

  private static boolean isConnectable(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }

  /** How many values of a file it keeps in memory. */
  int pendingValues(Path file) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(("PENDING " + file + "\n").getBytes(US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(STATUS_LINE);
      channel.read(answer);
      String status = US_ASCII.decode(answer.flip()).toString();
      return Integer.parseInt(status.substring(0, status.indexOf(' ')));
    }
  }

  /** Stops all its threads; it still accepts connections as far as the kernel does. */
  void hang() throws Exception {
    signal("-STOP");
  }

  void goOn() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    String command = "kill " + signal + " " + process.pid();
    Process kill = new ProcessBuilder("sh", "-c", command).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new AssertionError(command + " failed");
    }
  }

  /** Ends it; it writes what it has. */
  void stop() throws Exception {
    process.destroy();
    if (!process.waitFor(Deadline.SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("rrdcached did not end");
    }
  }
}
