package dev.qbipc.fuse.channel;

import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.KernelCache;
import dev.qbipc.fuse.Name;
import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.fuse.wire.notification.DeleteEntry;
import dev.qbipc.fuse.wire.notification.InvalEntry;
import dev.qbipc.fuse.wire.notification.InvalInode;
import dev.qbipc.fuse.wire.notification.NotifyCode;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the kernel what has changed, on a thread of its own: the kernel may hold up a notification
 * about a directory for as long as a call is at work in it (mount, section 15.4).
 *
 * <p>What waits is told once, however often it was said, so that no more waits than there are names
 * and nodes. When more names wait than may, they are replaced by one notification that all names
 * have changed, with kernels that know it; with others they go on waiting. Nothing is lost.
 */
public final class Notifier implements KernelCache {

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  /** Longer than any name that the kernel knows. */
  private static final int BUFFER_SIZE = 8192;

  private static final long ALL = 0;
  private static final long ATTRIBUTES_ALONE = -1;

  /** What a name stood for that has changed rather than gone. */
  private static final long CHANGED = 0;

  private record Entry(long directory, Name name) {}

  private final Channel channel;
  private final int maxEntries;
  private final Thread thread;
  private final NativeBuffer out = new NativeBuffer(BUFFER_SIZE);

  /** By node: whether the contents have changed too. */
  private final Map<Long, Boolean> nodes = new LinkedHashMap<>();

  /** By name: what it stood for if it is gone. */
  private final Map<Entry, Long> entries = new LinkedHashMap<>();

  private boolean allEntries;
  private boolean canTellAll;
  private boolean closed;
  private boolean hasFailed;

  /** Notifications that the kernel has taken, and that it has not; the thread's to change. */
  private volatile long taken;

  private volatile long refused;

  /** A notifier whose thread does not run yet. */
  public Notifier(String name, Channel channel, int maxEntries) {
    this.channel = channel;
    this.maxEntries = maxEntries;
    thread = new Thread(this::run, name + " notifier");
    thread.setDaemon(true);
  }

  /** Tells the kernel what it is told, from here on. */
  public void start() {
    thread.start();
  }

  /** The minor version that the kernel speaks, which says what it can be told. */
  public synchronized void kernelSpeaks(int minor) {
    canTellAll = minor >= NotifyCode.INC_EPOCH_MINOR;
  }

  @Override
  public synchronized void attributesChanged(long node) {
    if (!closed) {
      nodes.putIfAbsent(node, false);
      notifyAll();
    }
  }

  @Override
  public synchronized void contentsChanged(long node) {
    if (!closed) {
      nodes.put(node, true);
      notifyAll();
    }
  }

  @Override
  public void entryChanged(long directory, Name name) {
    add(new Entry(directory, name.copy()), CHANGED);
  }

  @Override
  public void entryRemoved(long directory, long node, Name name) {
    add(new Entry(directory, name.copy()), node);
  }

  private synchronized void add(Entry entry, long node) {
    if (closed || allEntries || entry.name.length() > FileSystem.MAX_NAME) {
      return;
    }
    // Removed and made again, or the other way round: it stands for something else at any rate.
    entries.merge(entry, node, (one, other) -> one.equals(other) ? one : CHANGED);
    if (entries.size() > maxEntries && canTellAll) {
      entries.clear();
      allEntries = true;
    }
    notifyAll();
  }

  /** How many notifications wait. */
  public synchronized int waiting() {
    return nodes.size() + entries.size() + (allEntries ? 1 : 0);
  }

  /** How many notifications the kernel has taken, also if it did not know what they were about. */
  public long taken() {
    return taken;
  }

  /** How many notifications the kernel has not taken. */
  public long refused() {
    return refused;
  }

  private void run() {
    int length = next();
    while (length > 0) {
      tell(length);
      length = next();
    }
  }

  private void tell(int length) {
    int written = channel.write(out, length);
    if (written < 0 && !isOver(-written) && code() == NotifyCode.DELETE) {
      // The kernel has another node of that name, or somebody uses it: it is to look again.
      written = channel.write(out, asChanged());
    }
    if (written >= 0 || written == -Errno.ENOENT) {
      taken++;
    } else {
      refused(-written);
    }
  }

  private static boolean isOver(int errno) {
    return errno == Errno.ENODEV || errno == Errno.ENOTCONN;
  }

  private int code() {
    return OutHeader.error(out.bytes());
  }

  /** Writes the next notification into the buffer, and returns its length; 0 at the end. */
  private synchronized int next() {
    while (!closed && nodes.isEmpty() && entries.isEmpty() && !allEntries) {
      try {
        wait();
      } catch (InterruptedException e) {
        closed = true;
      }
    }
    if (closed) {
      return 0;
    }
    if (allEntries) {
      allEntries = false;
      return message(NotifyCode.INC_EPOCH, 0);
    }
    if (!entries.isEmpty()) {
      Map.Entry<Entry, Long> first = entries.entrySet().iterator().next();
      entries.remove(first.getKey());
      return entry(first.getKey(), first.getValue());
    }
    Map.Entry<Long, Boolean> first = nodes.entrySet().iterator().next();
    nodes.remove(first.getKey());
    InvalInode.put(out.bytes(), first.getKey(), first.getValue() ? ALL : ATTRIBUTES_ALONE, ALL);
    return message(NotifyCode.INVAL_INODE, InvalInode.SIZE);
  }

  private int entry(Entry entry, long node) {
    byte[] name = entry.name.toBytes();
    if (node == CHANGED) {
      return message(NotifyCode.INVAL_ENTRY, InvalEntry.put(out.bytes(), entry.directory, name));
    }
    return message(NotifyCode.DELETE, DeleteEntry.put(out.bytes(), entry.directory, node, name));
  }

  private int message(int code, int body) {
    OutHeader.put(out.bytes(), OutHeader.SIZE + body, code, 0);
    return OutHeader.SIZE + body;
  }

  /** Makes the notification in the buffer, of a name that is gone, one of a name that changed. */
  private int asChanged() {
    var bytes = out.bytes();
    byte[] name = DeleteEntry.name(bytes);
    int length = InvalEntry.put(bytes, DeleteEntry.parent(bytes), name);
    return message(NotifyCode.INVAL_ENTRY, length);
  }

  private void refused(int errno) {
    refused++;
    if (!isOver(errno) && !hasFailed) {
      hasFailed = true;
      LOG.error(
          "the kernel did not take notification {} of a change, {}: programs may see what was"
              + " before for a while",
          code(),
          Errno.text(errno));
    }
  }

  /** Tells nothing more. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * Waits for the thread's end, which the mount's end may have to come before.
   *
   * @return false if that has taken longer
   */
  public boolean awaitEnd(long nanos) {
    return Ending.await(thread, System.nanoTime() + nanos);
  }
}
