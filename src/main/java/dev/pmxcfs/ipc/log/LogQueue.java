package dev.pmxcfs.ipc.log;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongFunction;

/**
 * Lines on their way to a stream that may block, such as a pipe that is not read: adding one never
 * waits. A separate thread writes them, in order.
 *
 * <p>When there is no room, new lines are dropped until the queue is half empty. Then, before any
 * later line, a line says how many were dropped. The same goes for lines that could not be written.
 * Any thread may call it.
 */
final class LogQueue {

  /**
   * What is written at once.
   *
   * @param dropped how many lines it tells of that are not written; 0 if it is not about that
   */
  private record Entry(byte[] text, long dropped) {

    /** The lines that are lost with it. */
    long lines() {
      if (dropped > 0) {
        return dropped;
      }
      long lines = 0;
      for (byte character : text) {
        lines += character == '\n' ? 1 : 0;
      }
      return Math.max(1, lines);
    }
  }

  private final OutputStream target;
  private final int maxEntries;
  private final int maxBytes;
  private final LongFunction<byte[]> notice;

  private final Deque<Entry> entries = new ArrayDeque<>();
  private int bytes;

  /** Whether lines are dropped until there is room for more than a few. */
  private boolean isDropping;

  /** Lines dropped of which no line tells yet. */
  private long untold;

  private long dropped;
  private long added;
  private long written;

  /** When the write under way began, in the sense of {@link System#nanoTime}. */
  private long writeBegan;

  private boolean isWriting;
  private Thread writer;

  /**
   * @param target flushed behind each entry
   * @param maxEntries that wait at most
   * @param maxBytes that these have at most
   * @param notice what to write for a number of dropped lines
   */
  LogQueue(OutputStream target, int maxEntries, int maxBytes, LongFunction<byte[]> notice) {
    this.target = target;
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.notice = notice;
  }

  /** Adds one or more complete lines, which are written together, or drops them. Does not wait. */
  synchronized void add(byte[] lines) {
    var entry = new Entry(lines, 0);
    if (isDropping && isHalfEmpty()) {
      isDropping = false;
    }
    if (isDropping || entries.size() >= maxEntries || bytes + lines.length > maxBytes) {
      isDropping = true;
      drop(entry);
      return;
    }
    tellDropped();
    append(entry);
  }

  private boolean isHalfEmpty() {
    return entries.size() <= maxEntries / 2 && bytes <= maxBytes / 2;
  }

  private void drop(Entry entry) {
    long lines = entry.lines();
    dropped += lines;
    untold += lines;
  }

  private void tellDropped() {
    if (untold > 0) {
      long told = untold;
      untold = 0;
      append(new Entry(notice.apply(told), told));
    }
  }

  private void append(Entry entry) {
    entries.add(entry);
    bytes += entry.text.length;
    added++;
    startWriter();
    notifyAll();
  }

  private void startWriter() {
    if (writer == null) {
      // nothing of a module's whose thread is the first to log
      var thread = new Thread(null, this::write, "log", 0, false);
      thread.setContextClassLoader(LogQueue.class.getClassLoader());
      thread.setDaemon(true);
      thread.start();
      writer = thread;
    }
  }

  private void write() {
    while (true) {
      Entry entry = next();
      boolean isWritten = false;
      try {
        target.write(entry.text);
        target.flush();
        isWritten = true;
      } catch (IOException | OutOfMemoryError e) {
        // There is no other place to report it. The next line that can be written does.
      } finally {
        ended(entry, isWritten);
      }
    }
  }

  private synchronized Entry next() {
    if (isDropping && isHalfEmpty()) {
      isDropping = false;
      tellDropped();
    }
    while (entries.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nothing else has this thread to interrupt it.
      }
    }
    Entry entry = entries.remove();
    bytes -= entry.text.length;
    isWriting = true;
    writeBegan = System.nanoTime();
    return entry;
  }

  private synchronized void ended(Entry entry, boolean isWritten) {
    isWriting = false;
    written++;
    if (!isWritten) {
      untold += entry.lines();
      dropped += entry.dropped > 0 ? 0 : entry.lines();
    }
    notifyAll();
  }

  /**
   * Waits until all that was added before is written. It does not wait where a write has hung for
   * the same time already.
   *
   * @return false if it is not written in time
   */
  synchronized boolean flush(Duration limit) {
    long goal = added;
    long begun = System.nanoTime();
    while (written < goal) {
      long waited = System.nanoTime() - (isWriting ? Math.min(begun, writeBegan) : begun);
      long left = limit.toMillis() - Duration.ofNanos(waited).toMillis();
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** How many lines were not written, and never will be. */
  synchronized long dropped() {
    return dropped;
  }
}
