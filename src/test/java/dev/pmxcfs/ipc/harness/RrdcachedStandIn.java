package dev.pmxcfs.ipc.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Takes rrdcached's place: notes each line that it receives and says that it is done. It takes one
 * connection and answers no other.
 */
public final class RrdcachedStandIn implements AutoCloseable {

  private final ServerSocketChannel daemon;
  private final String reply;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::answerAll, "rrdcached");

  private RrdcachedStandIn(ServerSocketChannel daemon, String reply) {
    this.daemon = daemon;
    this.reply = reply;
  }

  /**
   * Starts it.
   *
   * @param reply what it answers to each line
   */
  public static RrdcachedStandIn start(Path socket, String reply) throws IOException {
    var daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    daemon.bind(UnixDomainSocketAddress.of(socket));
    var standIn = new RrdcachedStandIn(daemon, reply);
    standIn.thread.setDaemon(true);
    standIn.thread.start();
    return standIn;
  }

  private void answerAll() {
    try (SocketChannel client = daemon.accept();
        var lines = new BufferedReader(Channels.newReader(client, ISO_8859_1))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        received.add(line);
        client.write(ByteBuffer.wrap((reply + "\n").getBytes(ISO_8859_1)));
      }
    } catch (Exception e) {
      received.add("the stand-in failed: " + e);
    }
  }

  /** The next line; null if none comes. */
  public String next() throws InterruptedException {
    return received.poll(Program.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for the connection's end, and returns the lines that nobody has asked for. */
  public List<String> rest() throws InterruptedException {
    thread.join(Program.PATIENCE.toMillis());
    assertFalse("still reads", thread.isAlive());
    return List.copyOf(received);
  }

  @Override
  public void close() throws IOException {
    daemon.close();
  }
}
