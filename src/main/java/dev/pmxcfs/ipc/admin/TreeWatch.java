package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeFollower;
import dev.qbipc.linux.Errno;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The changes of the tree for one connection that watches it, until it fetches them. It asks for
 * those behind what it has been given, and the answer waits until there are any. If it is slower
 * than changes are made, those that wait for it are dropped and it is told so: it begins again with
 * the tree as it is then. Changes are told on the thread that makes them; any thread may end it.
 */
final class TreeWatch implements TreeFollower {

  /** What may wait for a watcher, in bytes: some ten thousand changes. */
  static final int MAX_WAITING_BYTES = 1024 * 1024;

  private final ClusterState state;
  private final Semaphore places;
  private final int pageSize;
  private final PagedAnswer tree;

  /** Whether what is told to be of a version is the same after a restart. */
  private volatile boolean isLasting;

  // What follows is guarded by the monitor. The state has one of its own, in which it tells of
  // changes: it is never called from within this one.
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean isBegun;
  private boolean isLost;
  private boolean hasEnded;
  private Promise<Buffer> asked;

  /**
   * @param places one for each connection that may watch
   * @param pageSize the most bytes that an answer may have
   */
  TreeWatch(ClusterState state, Semaphore places, int pageSize) {
    this.state = state;
    this.places = places;
    this.pageSize = pageSize;
    this.tree = new PagedAnswer(pageSize);
  }

  /** The first page of the tree begins the watch, or begins it anew. */
  Buffer begin(Buffer payload) throws RefusedException {
    int from = PageDescriptor.decode(payload).from();
    if (from > 0) {
      Buffer page = tree.page(from);
      return page.length() > 0 ? page : tree.begin(Buffer.buffer());
    }
    state.unfollow(this);
    isLasting = state.source().writes().isPresent();
    synchronized (this) {
      takePlace();
      forget();
      isLost = false;
    }
    ConfigTree now = state.follow(this);
    boolean isLate;
    synchronized (this) {
      isLate = hasEnded;
    }
    if (isLate) {
      state.unfollow(this);
    }
    return tree.begin(WatchDescriptor.encode(watched(now)));
  }

  /** Other commands need connections, too. */
  private void takePlace() throws RefusedException {
    if (hasEnded) {
      throw ended();
    }
    if (!isBegun && !places.tryAcquire()) {
      throw new RefusedException(Errno.EBUSY, "too many watch the files already (EBUSY)");
    }
    isBegun = true;
  }

  private WatchedTree watched(ConfigTree now) {
    List<EntryStatus> entries = now.entriesByInode().stream().skip(1).map(this::status).toList();
    return new WatchedTree(now.version(), isLasting, entries);
  }

  /** Answers when there are changes that were not told yet. */
  synchronized Future<Buffer> next(Buffer payload) throws RefusedException {
    Fields.decode(payload, 0);
    if (!isBegun) {
      throw new RefusedException(Errno.EINVAL, "no watch has begun (EINVAL)");
    }
    if (hasEnded) {
      throw ended();
    }
    if (isLost || !waiting.isEmpty()) {
      return Future.succeededFuture(page());
    }
    asked = Promise.promise();
    return asked.future();
  }

  private Buffer page() {
    Buffer page = Buffer.buffer();
    if (isLost) {
      Fields.append(page, WatchDescriptor.lost());
      return page;
    }
    while (!waiting.isEmpty()
        && page.length() + Fields.LENGTH_SIZE + waiting.peek().length <= pageSize) {
      byte[] field = waiting.poll();
      waitingBytes -= field.length;
      Fields.append(page, field);
    }
    return page;
  }

  private EntryStatus status(TreeEntry entry) {
    return isLasting ? EntryStatus.of(entry) : EntryStatus.digested(entry);
  }

  @Override
  public void changed(ConfigTree before, ConfigTree after, TreeChange change) {
    var told =
        new WatchedChange(
            after.version(),
            List.copyOf(change.removed()),
            change.changed().stream().map(this::status).toList());
    Promise<Buffer> answered;
    Buffer page;
    synchronized (this) {
      if (isLost || hasEnded) {
        return;
      }
      for (byte[] field : WatchDescriptor.encode(told)) {
        waiting.add(field);
        waitingBytes += field.length;
      }
      if (waitingBytes > MAX_WAITING_BYTES) {
        forget();
        isLost = true;
      }
      if (asked == null) {
        return;
      }
      answered = asked;
      asked = null;
      page = page();
    }
    answered.tryComplete(page);
  }

  private void forget() {
    waiting.clear();
    waitingBytes = 0;
  }

  /** The connection, or the service, has ended. */
  void end() {
    Promise<Buffer> unanswered;
    synchronized (this) {
      if (isBegun && !hasEnded) {
        places.release();
      }
      hasEnded = true;
      forget();
      unanswered = asked;
      asked = null;
    }
    state.unfollow(this);
    if (unanswered != null) {
      unanswered.tryFail(ended());
    }
  }

  private static RefusedException ended() {
    return new RefusedException(Errno.ENOTCONN, "the server has ended (ENOTCONN)");
  }
}
