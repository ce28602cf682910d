package dev.qbipc.libqb;

import dev.qbipc.testing.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The lines a server or a process has printed, to be waited for. Any thread may add. */
public final class OutputLines {

  /** How long anything may take that a test waits for. */
  public static final Duration PATIENCE = Patience.LIMIT;

  private final List<String> lines = new ArrayList<>();
  private boolean ended;
  private int read;

  /** Adds a line. */
  public synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  /** Says that no more lines will come, so that no test waits in vain. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** All lines so far. */
  public synchronized List<String> all() {
    return List.copyOf(lines);
  }

  /**
   * Waits for the next line that begins with one of the prefixes; those before it are passed over.
   *
   * @return the whole line
   */
  public synchronized String await(String... prefixes) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      while (read < lines.size()) {
        String line = lines.get(read++);
        if (Stream.of(prefixes).anyMatch(line::startsWith)) {
          return line;
        }
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (ended || millis <= 0) {
        String why = ended ? "no more lines will come" : "it did not come in " + PATIENCE;
        String wanted = String.join(" or ", prefixes);
        throw new AssertionError(
            "a line that begins with "
                + wanted
                + " was expected, but "
                + why
                + "; lines: "
                + lines);
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for a line", e);
      }
    }
  }
}
