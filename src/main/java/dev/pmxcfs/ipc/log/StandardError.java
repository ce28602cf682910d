package dev.pmxcfs.ipc.log;

import dev.pmxcfs.ipc.text.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.slf4j.event.Level;

/**
 * The process's standard error, which accepts lines without ever blocking the caller: it may be a
 * pipe that is not read. All lines keep their order, including those of the log. Any thread may
 * call it.
 */
public final class StandardError {

  private static final int MAX_ENTRIES = 4096;

  private static final int MAX_BYTES = 1 << 20;

  /** How long the end of the process waits for a reader. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private static final LogFormat FORMAT = LogFormat.ofStandardError();

  private static final LogQueue QUEUE =
      new LogQueue(
          new FileOutputStream(FileDescriptor.err), MAX_ENTRIES, MAX_BYTES, StandardError::notice);

  private static final PrintStream CLEANED = stream(PrintableText::lines);

  private StandardError() {}

  private static byte[] notice(long dropped) {
    String message = dropped + " lines are missing here: standard error did not take them in time";
    return FORMAT
        .format(Level.WARN, "StandardError", message, null)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Redirects {@link System#err} here, and logs the failures that threads end with. When the
   * process exits, it waits for the last lines as {@link #flush} does.
   */
  public static void takeOver() {
    System.setErr(CLEANED);
    Thread.setDefaultUncaughtExceptionHandler(new UncaughtFailures());
    Runtime.getRuntime().addShutdownHook(new Thread(StandardError::flush, "end of the log"));
  }

  /** A stream whose bytes come as they are, for what steers a terminal. */
  public static PrintStream unchanged() {
    return stream(UnaryOperator.identity());
  }

  private static PrintStream stream(UnaryOperator<String> change) {
    return new PrintStream(new QueuedStream(change), true, StandardCharsets.UTF_8);
  }

  /** Queues whole lines to be written. */
  static void log(Level level, String logger, String message, Throwable cause) {
    QUEUE.add(FORMAT.format(level, logger, message, cause).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Waits until all lines so far are written, for a second at most. Call it before something else
   * is written that is to come behind them, and before the process is halted.
   */
  public static void flush() {
    CLEANED.flush();
    QUEUE.flush(LIMIT);
  }

  /** How many lines of this process were not written, since there was no room for them. */
  public static long droppedLines() {
    return QUEUE.dropped();
  }

  /**
   * Collects what is written until it is flushed, which a {@link PrintStream} does at line ends.
   */
  private static final class QueuedStream extends OutputStream {

    private final UnaryOperator<String> change;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    QueuedStream(UnaryOperator<String> change) {
      this.change = change;
    }

    @Override
    public synchronized void write(int character) {
      pending.write(character);
    }

    @Override
    public synchronized void write(byte[] text, int offset, int length) {
      pending.write(text, offset, length);
    }

    @Override
    public synchronized void flush() {
      if (pending.size() > 0) {
        String text = change.apply(pending.toString(StandardCharsets.UTF_8));
        pending.reset();
        QUEUE.add(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
