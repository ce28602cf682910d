package dev.pmxcfs.ipc.log;

import dev.pmxcfs.ipc.text.PrintableText;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.Level;

/**
 * How a message is written: for a file or a terminal with its time and level, for systemd's journal
 * with the priority by which it knows the level, and without the time, which it notes itself.
 */
enum LogFormat {
  /** Time, level, logger, message. */
  WITH_TIME {
    @Override
    String prefix(Level level) {
      return TIME.format(OffsetDateTime.now()) + " " + level + " ";
    }

    @Override
    String tracePrefix() {
      return "";
    }
  },
  /** Priority, logger, message (sd-daemon(3)). Each line of a stack trace is a debug message. */
  JOURNAL {
    @Override
    String prefix(Level level) {
      return switch (level) {
        case ERROR -> "<3>";
        case WARN -> "<4>";
        case INFO -> "<6>";
        case DEBUG, TRACE -> DEBUG_PRIORITY;
      };
    }

    @Override
    String tracePrefix() {
      return DEBUG_PRIORITY;
    }
  };

  private static final String DEBUG_PRIORITY = "<7>";

  /** In characters; the rest of a line is left out. */
  private static final int MAX_LINE_LENGTH = 8192;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

  /** For where standard error goes. */
  static LogFormat ofStandardError() {
    return JournalStream.isStandardError() ? JOURNAL : WITH_TIME;
  }

  abstract String prefix(Level level);

  abstract String tracePrefix();

  /**
   * A message's lines, each with its end: the message itself, then the stack trace if there is one.
   *
   * @param logger its short name
   * @param cause null for none
   */
  String format(Level level, String logger, String message, Throwable cause) {
    var lines = new StringBuilder();
    append(lines, prefix(level), logger + " - " + message);
    if (cause != null) {
      StackTrace.lines(cause).forEach(line -> append(lines, tracePrefix(), line));
    }
    return lines.toString();
  }

  /**
   * What is logged may name what others have named: that forges neither lines nor colours, and does
   * not fill the log.
   */
  private static void append(StringBuilder lines, String prefix, String line) {
    int length = Math.min(line.length(), MAX_LINE_LENGTH);
    lines.append(prefix).append(PrintableText.oneLine(line.substring(0, length)));
    if (length < line.length()) {
      lines.append("... (").append(line.length() - length).append(" characters more)");
    }
    lines.append('\n');
  }
}
