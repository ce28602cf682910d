package dev.pmxcfs.rrd;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.parsetools.RecordParser;
import java.io.EOFException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection to rrdcached's Unix socket (manual page rrdcached(1), "PROTOCOL"): a line for a
 * command, and a line that begins with a number for its reply, negative for an error.
 */
final class RrdcachedConnection implements RrdConnection {

  private static final Pattern STATUS_LINE = Pattern.compile("(-?)\\d+ (.*)");

  private final NetSocket socket;

  /** What waits for the reply; null if nothing does. */
  private Promise<RrdReply> reply;

  private boolean open = true;

  private RrdcachedConnection(NetSocket socket) {
    this.socket = socket;
    socket.handler(RecordParser.newDelimited("\n", this::line));
    socket.closeHandler(closed -> close());
    socket.exceptionHandler(cause -> close());
  }

  static Future<RrdConnection> connect(NetClient client, String path) {
    return client.connect(SocketAddress.domainSocketAddress(path)).map(RrdcachedConnection::new);
  }

  /** A message may contain line feeds; what follows them is not a reply. */
  private void line(Buffer line) {
    Matcher status = STATUS_LINE.matcher(line.toString());
    if (reply != null && status.matches()) {
      Promise<RrdReply> waiting = reply;
      reply = null;
      waiting.complete(new RrdReply(status.group(1).isEmpty(), status.group(2)));
    }
  }

  @Override
  public Future<RrdReply> send(String command) {
    if (!open) {
      return Future.failedFuture(gone());
    }
    reply = Promise.promise();
    socket.write(command + "\n").onFailure(cause -> close());
    return reply.future();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      socket.close();
      if (reply != null) {
        Promise<RrdReply> waiting = reply;
        reply = null;
        waiting.fail(gone());
      }
    }
  }

  private static EOFException gone() {
    return new EOFException("rrdcached closed the connection");
  }
}
