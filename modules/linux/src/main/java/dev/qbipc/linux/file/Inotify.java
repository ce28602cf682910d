package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches directories by inotify(7). The kernel queues an event before the call that made the
 * change returns, so the event is there, for {@link #hasEvents} to find, once such a call has
 * returned.
 *
 * <p>Any thread may call {@link #hasEvents} and {@link #wakeUp}; everything else is for one thread.
 *
 * <pre>
 *   struct inotify_event
 *    0  watch    4  mask    8  cookie    12  length of the name    16  name, NULs
 *
 *   struct pollfd, 8 bytes each
 *    0  descriptor    4  events wanted (16 bits)    6  events there (16 bits)
 * </pre>
 */
public final class Inotify implements AutoCloseable {

  static final int IN_MODIFY = 0x2;
  static final int IN_ATTRIB = 0x4;
  static final int IN_CLOSE_WRITE = 0x8;
  static final int IN_MOVED_FROM = 0x40;
  static final int IN_MOVED_TO = 0x80;
  static final int IN_CREATE = 0x100;
  static final int IN_DELETE = 0x200;
  static final int IN_DELETE_SELF = 0x400;
  static final int IN_MOVE_SELF = 0x800;
  static final int IN_UNMOUNT = 0x2000;
  static final int IN_Q_OVERFLOW = 0x4000;
  static final int IN_IGNORED = 0x8000;
  private static final int IN_ONLYDIR = 0x1000000;

  private static final int CHANGES =
      IN_MODIFY
          | IN_ATTRIB
          | IN_CLOSE_WRITE
          | IN_MOVED_FROM
          | IN_MOVED_TO
          | IN_CREATE
          | IN_DELETE
          | IN_DELETE_SELF
          | IN_MOVE_SELF
          | IN_ONLYDIR;

  private static final int MASK_OFFSET = 4;
  private static final int COOKIE_OFFSET = 8;
  private static final int LENGTH_OFFSET = 12;
  private static final int NAME_OFFSET = 16;
  private static final int BUFFER_SIZE = 64 * 1024;

  private static final int POLL_EVENTS_OFFSET = 4;
  private static final int POLL_ENTRY_SIZE = 8;

  private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

  private final int fd;
  private final int wakeUp;

  /** Entries of poll(2): inotify, and what wakes its thread up. */
  private final Memory polled = new Memory(2 * POLL_ENTRY_SIZE);

  /** Another for other threads, who all write the same into it. */
  private final Memory looked = new Memory(POLL_ENTRY_SIZE);

  private final Memory buffer = new Memory(BUFFER_SIZE);
  private boolean closed;

  private Inotify(int fd, int wakeUp) {
    this.fd = fd;
    this.wakeUp = wakeUp;
    setEntry(polled, 0, fd);
    setEntry(polled, POLL_ENTRY_SIZE, wakeUp);
    setEntry(looked, 0, fd);
  }

  private static void setEntry(Memory entries, int offset, int descriptor) {
    entries.setInt(offset, descriptor);
    entries.setInt(offset + POLL_EVENTS_OFFSET, Libc.POLLIN);
  }

  /**
   * Opens an inotify that watches nothing yet.
   *
   * @return the inotify, to be closed
   * @throws SystemCallException EMFILE if there are no descriptors, or no inotify instances of this
   *     user, left
   */
  public static Inotify create() throws SystemCallException {
    int fd = libc().inotify_init1(Libc.O_NONBLOCK | Libc.O_CLOEXEC);
    if (fd < 0) {
      int errno = libc().errno();
      throw errno == Errno.EMFILE
          ? new SystemCallException(
              errno,
              "no inotify instance is left for this user (EMFILE): "
                  + "raise sysctl fs.inotify.max_user_instances")
          : new SystemCallException(errno);
    }
    int wakeUp = libc().eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
    if (wakeUp < 0) {
      int errno = libc().errno();
      libc().close(fd);
      throw new SystemCallException(errno);
    }
    return new Inotify(fd, wakeUp);
  }

  /**
   * Watches what is directly in a directory.
   *
   * @param directory may be closed afterwards
   * @return the watch; the same one for the same directory
   * @throws SystemCallException ENOSPC if this user has as many watches as one may have, ENOENT if
   *     the directory has been removed
   */
  public int watch(OpenDirectory directory) throws SystemCallException {
    int watch = libc().inotify_add_watch(fd, directory.pathOfDescriptor(), CHANGES);
    if (watch < 0) {
      int errno = libc().errno();
      throw errno == Errno.ENOSPC
          ? new SystemCallException(
              errno,
              "no inotify watch is left for this user (ENOSPC): "
                  + "raise sysctl fs.inotify.max_user_watches")
          : new SystemCallException(errno);
    }
    return watch;
  }

  /**
   * Ends a watch, which may have ended already.
   *
   * @param watch as {@link #watch} returned it
   */
  public void end(int watch) {
    libc().inotify_rm_watch(fd, watch);
  }

  /** {@return whether there are events to be read} One system call, which does not wait. */
  public boolean hasEvents() {
    return hasEvents(0);
  }

  /**
   * {@return whether there are events to be read within some milliseconds}
   *
   * @param timeoutMillis milliseconds, or a negative number for no limit
   */
  public boolean hasEvents(int timeoutMillis) {
    return libc().poll(Pointer.nativeValue(looked), 1, timeoutMillis) > 0;
  }

  /**
   * Waits for events, or to be woken up.
   *
   * @param timeoutMillis milliseconds, or a negative number for no limit
   */
  public void await(int timeoutMillis) {
    libc().poll(Pointer.nativeValue(polled), 2, timeoutMillis);
    libc().read(wakeUp, Pointer.nativeValue(buffer), ONE.length);
  }

  /** Ends the thread's present or next {@link #await}; does nothing once this is closed. */
  public synchronized void wakeUp() {
    if (!closed) {
      libc().write(wakeUp, ONE, ONE.length);
    }
  }

  /**
   * Takes the events that wait.
   *
   * @return the oldest first: as many as fit into a buffer, and none if there are none
   * @throws SystemCallException if the kernel cannot hand them over
   */
  public List<InotifyEvent> read() throws SystemCallException {
    long length = libc().read(fd, Pointer.nativeValue(buffer), BUFFER_SIZE);
    if (length < 0) {
      int errno = libc().errno();
      if (errno != Errno.EAGAIN && errno != Errno.EINTR) {
        throw new SystemCallException(errno);
      }
    }
    List<InotifyEvent> events = new ArrayList<>();
    int at = 0;
    while (at < length) {
      int nameLength = buffer.getInt(at + LENGTH_OFFSET);
      events.add(
          new InotifyEvent(
              buffer.getInt(at),
              buffer.getInt(at + MASK_OFFSET),
              buffer.getInt(at + COOKIE_OFFSET),
              nameLength == 0 ? "" : buffer.getString(at + NAME_OFFSET, ISO_8859_1.name())));
      at += NAME_OFFSET + nameLength;
    }
    return events;
  }

  /** Closes the descriptors; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      libc().close(fd);
      libc().close(wakeUp);
    }
  }
}
