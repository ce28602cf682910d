package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.ipc.log.StandardError;
import dev.pmxcfs.ipc.text.Terminals;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** How far a long command is, in one line of a terminal that is written over and over. */
final class Progress implements AutoCloseable {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** To the line's start, and away with the line. */
  private static final String CLEAR = "\r\033[K";

  private final PrintStream terminal;
  private final String what;
  private long shown = System.nanoTime() - INTERVAL_NANOS;

  /**
   * @param terminal null if there is none
   */
  Progress(PrintStream terminal, String what) {
    this.terminal = terminal;
    this.what = what;
  }

  /** On standard error if that is a terminal, and nowhere else. */
  static Progress of(String what) {
    return new Progress(
        Terminals.ofStandardError().isPresent() ? StandardError.unchanged() : null, what);
  }

  /** As the other, where the end is not known. */
  void show(String done, int count) {
    print(done + " " + count + " " + what);
  }

  /** Shows how many of how many are done, at most ten times a second. */
  void show(String done, int count, int total) {
    print(done + " " + count + " of " + total + " " + what);
  }

  private void print(String line) {
    long now = System.nanoTime();
    if (terminal != null && now - shown >= INTERVAL_NANOS) {
      shown = now;
      terminal.print(CLEAR + line);
      terminal.flush();
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (terminal != null) {
      terminal.print(CLEAR);
      terminal.flush();
    }
  }
}
