package dev.pmxcfs.ipc.blackbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The latest lines of one kind, in places that are made beforehand: a line is copied into the next
 * one, without a lock. A place that is written just now counts as empty. Any thread may use it.
 */
final class EventRing {

  /** A power of two. */
  static final int LINES = 64;

  /** What is longer is cut off. */
  static final int LINE_BYTES = 256;

  private final byte[] memory = new byte[LINES * LINE_BYTES];

  /** The length of the line in each place, 0 where there is none. */
  private final AtomicIntegerArray lengths = new AtomicIntegerArray(LINES);

  private final AtomicLong next = new AtomicLong();

  void add(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, LINE_BYTES);
    int place = (int) (next.getAndIncrement() & LINES - 1);
    lengths.set(place, 0);
    System.arraycopy(bytes, 0, memory, place * LINE_BYTES, length);
    lengths.set(place, length);
  }

  /** The lines, the oldest first. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    long end = next.get();
    for (long i = end; i < end + LINES; i++) {
      int place = (int) (i & LINES - 1);
      int length = lengths.get(place);
      var line = new String(memory, place * LINE_BYTES, length, StandardCharsets.UTF_8);
      if (length > 0 && lengths.get(place) == length) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** As they lie in memory, for when there is no more of that: nothing is allocated. */
  void write(OutputStream out) throws IOException {
    long end = next.get();
    for (long i = end; i < end + LINES; i++) {
      int place = (int) (i & LINES - 1);
      int length = lengths.get(place);
      if (length > 0) {
        out.write(memory, place * LINE_BYTES, length);
        out.write('\n');
      }
    }
  }
}
