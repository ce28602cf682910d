package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.memory.WakeWord;
import java.util.List;

/** How a reader sleeps until a request is posted in one of its rings. */
public interface RingWait {

  /** How many connections can be watched at once. */
  int capacity();

  /** A connection is to be watched from the next sleep on. On the reader's thread. */
  void added(ReaderClient connection);

  /** A connection must not be touched any more when this returns. On the reader's thread. */
  void removed(ReaderClient connection);

  /**
   * Sleeps until a request is posted, the wake word is woken, or the time is over. May return
   * early.
   *
   * @param wakeWord armed by the caller
   * @param connections the connections that were added and not removed
   * @param timeoutNanos nanoseconds, or a negative number for no limit
   * @return false if the semaphore of one of the connections was truncated away
   */
  boolean await(WakeWord wakeWord, List<ReaderClient> connections, long timeoutNanos);

  /** Lets go of everything. On the reader's thread, when no connection is left. */
  void close();
}
