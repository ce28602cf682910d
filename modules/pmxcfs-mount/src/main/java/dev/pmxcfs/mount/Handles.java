package dev.pmxcfs.mount;

import dev.pmxcfs.mount.open.OpenFiles;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Handles by their numbers, none of which is used twice. They are negative, unlike the ids of the
 * tree's nodes. For any thread.
 */
final class Handles {

  private final Map<Long, Handle> open = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

  /** Gives a handle its number; ENFILE if there are too many. */
  long add(Handle handle) throws TreeException {
    if (open.size() >= OpenFiles.MAX) {
      throw new TreeException(Errno.ENFILE, OpenFiles.MAX + " files are open", null);
    }
    long number = next.getAndIncrement();
    open.put(number, handle);
    return number;
  }

  /** The handle of a number; EBADF if it is none. */
  Handle get(long number) throws TreeException {
    return checked(open.get(number), number);
  }

  /** Whether a number is one of a handle; EBADF if not. */
  void check(long number) throws TreeException {
    get(number);
  }

  /** Forgets a handle; EBADF if it is none. */
  Handle remove(long number) throws TreeException {
    return checked(open.remove(number), number);
  }

  private static Handle checked(Handle handle, long number) throws TreeException {
    if (handle == null) {
      throw new TreeException(Errno.EBADF, "handle " + number + " is not open", null);
    }
    return handle;
  }

  /** How many there are. */
  int size() {
    return open.size();
  }
}
