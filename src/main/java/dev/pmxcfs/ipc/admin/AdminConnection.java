package dev.pmxcfs.ipc.admin;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Errno;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A command's connection to the admin service of a running server. For one thread, and blocks. */
final class AdminConnection implements AutoCloseable {

  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long ROOM_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String service;
  private final QbClient client;

  private AdminConnection(String service, QbClient client) {
    this.service = service;
    this.client = client;
  }

  /**
   * Connects with the smallest rings, since it has to work even if clients have left hardly any
   * shared memory.
   *
   * @param service the main service's name
   * @throws IllegalArgumentException if there can be no such service
   * @throws QbException ECONNREFUSED or ENOENT if there is no such server, EPERM if it refuses
   */
  static AdminConnection open(Vertx vertx, String service) {
    return open(vertx, service, QbClientOptions.MIN_MESSAGE_SIZE);
  }

  /** As {@link #open}, with rings that move files faster where there is room for them. */
  static AdminConnection openForFiles(Vertx vertx, String service) {
    try {
      return open(vertx, service, AdminService.FILES_MESSAGE_SIZE);
    } catch (QbException e) {
      if (e.errno() == Errno.ENOSPC || e.errno() == Errno.ENOMEM) {
        return open(vertx, service);
      }
      throw e;
    }
  }

  private static AdminConnection open(Vertx vertx, String service, int maxMessageSize) {
    var options =
        new QbClientOptions()
            .setService(AdminService.nameFor(service))
            .setMaxMessageSize(maxMessageSize)
            .setRequestTimeout(Duration.ZERO);
    return new AdminConnection(service, connect(vertx, options));
  }

  /** Where strangers crowd at the door, it may take several attempts to get through. */
  private static QbClient connect(Vertx vertx, QbClientOptions options) {
    long begun = System.nanoTime();
    while (true) {
      try {
        return QbClient.connect(vertx, options).await();
      } catch (QbException e) {
        if (e.errno() != Errno.EAGAIN || System.nanoTime() - begun > CONNECT_NANOS) {
          throw e;
        }
        LockSupport.parkNanos(ROOM_WAIT_NANOS);
      }
    }
  }

  /** The most bytes of payload that a request may have without being sent in parts. */
  int room() {
    return client.maxPayload();
  }

  /**
   * Asks, and waits for the answer without a time limit; the death of the server is noticed.
   *
   * @throws RefusedException if the server answers with an error
   * @throws IOException if there is no answer
   */
  Buffer call(AdminOperation operation, Buffer payload) throws RefusedException, IOException {
    QbMessage answer;
    try {
      int begin = sendParts(payload);
      answer = request(operation, payload.slice(begin, payload.length()));
    } catch (QbException e) {
      throw new IOException(failure(e), e);
    }
    if (answer.error() != 0) {
      throw refused(answer);
    }
    return answer.payload();
  }

  private String failure(QbException e) {
    boolean ended = e.errno() == Errno.ENOTCONN;
    return "the server "
        + service
        + (ended ? " ended before it answered (ENOTCONN)" : ": " + Errno.text(e.errno()));
  }

  /**
   * Asks for something that may be larger than a message, part after part.
   *
   * @param path of what is asked for
   */
  Buffer callForPages(AdminOperation operation, byte[] path) throws RefusedException, IOException {
    Buffer all = Buffer.buffer();
    Buffer page;
    do {
      page = call(operation, new PageDescriptor(all.length(), path).encode());
      all.appendBuffer(page);
    } while (page.length() > 0);
    return all;
  }

  /**
   * Sends what does not fit the request itself.
   *
   * @return where the rest begins
   */
  private int sendParts(Buffer payload) throws RefusedException {
    int begin = 0;
    for (int room = room(); payload.length() - begin > room; begin += room) {
      QbMessage answer = request(AdminOperation.PART, payload.slice(begin, begin + room));
      if (answer.error() != 0) {
        throw refused(answer);
      }
    }
    return begin;
  }

  private QbMessage request(AdminOperation operation, Buffer payload) {
    return client.request(operation.id(), payload).await();
  }

  private RefusedException refused(QbMessage answer) {
    int errno = -answer.error();
    String message = answer.payload().toString(StandardCharsets.UTF_8);
    return new RefusedException(errno, message.isEmpty() ? refusal(errno) : message);
  }

  /** The meaning of an answer without a text. */
  private String refusal(int errno) {
    return errno == Errno.ENOSYS
        ? "the server "
            + service
            + " is another version of this program, which cannot do that (ENOSYS); restart it, or"
            + " use its own version"
        : "the server " + service + ": " + Errno.text(errno);
  }

  @Override
  public void close() {
    client.disconnect().await();
  }
}
