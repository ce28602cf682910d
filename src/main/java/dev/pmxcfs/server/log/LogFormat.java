package dev.pmxcfs.server.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;
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

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

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
      trace(cause).forEach(line -> append(lines, tracePrefix(), line));
    }
    return lines.toString();
  }

  private static Stream<String> trace(Throwable cause) {
    var trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    return trace.toString().lines();
  }

  /** What is logged may name what others have named: that forges neither lines nor colours. */
  private static void append(StringBuilder lines, String prefix, String line) {
    lines.append(prefix);
    line.codePoints().map(LogFormat::printable).forEach(lines::appendCodePoint);
    lines.append('\n');
  }

  private static int printable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL -> character == '\t' ? character : '?';
      case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> '?';
      default -> character;
    };
  }
}
