package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** All handles by their numbers, none of which is used twice. For any thread. */
final class Handles {

  /** So many can be open at once; the kernel's own limit is lower as a rule. */
  static final int MAX = 1 << 20;

  private final Map<Long, Handle> open = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong(1);

  /** Gives a handle its number; ENFILE if there are too many. */
  long add(Handle handle) throws TreeException {
    if (open.size() >= MAX) {
      throw new TreeException(Errno.ENFILE, MAX + " files are open", null);
    }
    long number = next.getAndIncrement();
    open.put(number, handle);
    return number;
  }

  /** The handle of a number; EBADF if it is none. */
  Handle get(long number) throws TreeException {
    return checked(open.get(number), number);
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
