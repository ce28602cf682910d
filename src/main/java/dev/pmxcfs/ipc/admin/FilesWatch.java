package dev.pmxcfs.ipc.admin;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The changes of a running server's configuration files, as they are made. All methods block, and
 * throw an IOException when the server ends. For one thread.
 */
public final class FilesWatch implements AutoCloseable {

  private static final byte[] NO_PATH = {};

  private final AdminConnection admin;
  private final Deque<WatchedChange> waiting = new ArrayDeque<>();
  private WatchDescriptor.Decoder decoder = new WatchDescriptor.Decoder();

  private FilesWatch(AdminConnection admin) {
    this.admin = admin;
  }

  /**
   * Connects.
   *
   * @param service the main service's name
   * @throws IllegalArgumentException if there can be no such service
   * @throws QbException ECONNREFUSED or ENOENT if there is no such server, EPERM if it refuses
   */
  public static FilesWatch connect(Vertx vertx, String service) {
    return new FilesWatch(AdminConnection.open(vertx, service));
  }

  /** Begins, or begins anew: changes are told from those on that come behind this tree. */
  public WatchedTree begin() throws RefusedException, IOException {
    waiting.clear();
    decoder = new WatchDescriptor.Decoder();
    return WatchDescriptor.decodeTree(
        unlessItEnds(() -> admin.callForPages(AdminOperation.WATCH_BEGIN, NO_PATH)));
  }

  /**
   * Waits for the next change.
   *
   * @return nothing if changes were lost because this came to fetch them too seldom; then it has to
   *     {@link #begin} anew
   */
  public Optional<WatchedChange> next() throws RefusedException, IOException {
    while (waiting.isEmpty() && !decoder.isLost()) {
      Fields.decode(answer()).forEach(field -> decoder.take(field).ifPresent(waiting::add));
    }
    return Optional.ofNullable(waiting.poll());
  }

  private Buffer answer() throws RefusedException, IOException {
    return unlessItEnds(() -> admin.call(AdminOperation.WATCH_NEXT, Buffer.buffer()));
  }

  private interface Question {
    Buffer ask() throws RefusedException, IOException;
  }

  private static Buffer unlessItEnds(Question question) throws RefusedException, IOException {
    try {
      return question.ask();
    } catch (RefusedException e) {
      if (e.errno() == Errno.ENOTCONN) { // it says so while it ends
        throw new IOException(e.getMessage(), e);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
