package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.FutexSet;
import dev.qbipc.linux.memory.WakeWord;
import java.util.List;

/** Sleeps on the semaphores of all connections in one system call, {@code futex_waitv}. */
public final class FutexRingWait implements RingWait {

  private static final int NOTHING_POSTED = 0;

  private final FutexSet futexes = new FutexSet();
  private boolean changed = true;

  @Override
  public int capacity() {
    // One place is the wake word's.
    return FutexSet.CAPACITY - 1;
  }

  @Override
  public void added(ReaderClient connection) {
    changed = true;
  }

  @Override
  public void removed(ReaderClient connection) {
    changed = true;
  }

  @Override
  public boolean await(WakeWord wakeWord, List<ReaderClient> connections, long timeoutNanos) {
    if (changed || isAnyHalted(connections)) {
      collect(wakeWord, connections);
    }
    return futexes.await(timeoutNanos) != Errno.EFAULT;
  }

  private static boolean isAnyHalted(List<ReaderClient> connections) {
    for (int i = 0; i < connections.size(); i++) {
      if (!connections.get(i).isOpen()) {
        return true;
      }
    }
    return false;
  }

  private void collect(WakeWord wakeWord, List<ReaderClient> connections) {
    futexes.clear();
    futexes.add(wakeWord.address(), WakeWord.ARMED);
    changed = false;
    for (int i = 0; i < connections.size(); i++) {
      var connection = connections.get(i);
      if (connection.isOpen()) {
        futexes.add(connection.semaphore(), NOTHING_POSTED);
      } else {
        // Left out while its requests are to stay where they are; looked at again next time.
        changed = true;
      }
    }
  }

  @Override
  public void close() {
    // The memory goes with the object.
  }
}
