package dev.pmxcfs.ipc.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The lines of an exception's stack trace, as Java prints them. Java itself prints a message that
 * has newlines in several lines, which then cannot be told from those of others.
 */
final class StackTrace {

  /** Of one exception; an endless recursion has a thousand. */
  private static final int MAX_FRAMES = 64;

  private static final int MAX_EXCEPTIONS = 16;

  private final List<String> lines = new ArrayList<>();
  private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private StackTrace() {}

  /** One element for each line, in which newlines are part of a message. */
  static List<String> lines(Throwable exception) {
    var trace = new StackTrace();
    trace.add(exception, "", "", new StackTraceElement[0]);
    return trace.lines;
  }

  private void add(
      Throwable exception, String indent, String caption, StackTraceElement[] enclosing) {
    if (seen.size() >= MAX_EXCEPTIONS || !seen.add(exception)) {
      lines.add(indent + caption + "[" + exception + "]");
      return;
    }
    lines.add(indent + caption + exception);
    StackTraceElement[] frames = exception.getStackTrace();
    int own = frames.length - inCommon(frames, enclosing);
    int shown = Math.min(own, MAX_FRAMES);
    for (int i = 0; i < shown; i++) {
      lines.add(indent + "\tat " + frames[i]);
    }
    if (shown < frames.length) {
      lines.add(indent + "\t... " + (frames.length - shown) + " more");
    }
    for (Throwable suppressed : exception.getSuppressed()) {
      add(suppressed, indent + "\t", "Suppressed: ", frames);
    }
    if (exception.getCause() != null) {
      add(exception.getCause(), indent, "Caused by: ", frames);
    }
  }

  /** How many frames at the end are the same. */
  private static int inCommon(StackTraceElement[] frames, StackTraceElement[] enclosing) {
    int common = 0;
    while (common < Math.min(frames.length, enclosing.length)
        && frames[frames.length - 1 - common].equals(enclosing[enclosing.length - 1 - common])) {
      common++;
    }
    return common;
  }
}
