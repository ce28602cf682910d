package dev.pmxcfs.ipc.log;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.endsWith;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.CoreMatchers.startsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;
import org.slf4j.event.Level;

/** How messages look in the log. */
public class LogFormatTest {

  @Test
  public void aFileGetsTimeLevelLoggerAndMessage() {
    String line = LogFormat.WITH_TIME.format(Level.WARN, "Logger", "a message", null);
    assertTrue(
        line,
        line.matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)"
                + " WARN Logger - a message\n"));
  }

  @Test
  public void theJournalGetsPriorityLoggerAndMessage() {
    assertEquals("<3>L - m\n", LogFormat.JOURNAL.format(Level.ERROR, "L", "m", null));
    assertEquals("<4>L - m\n", LogFormat.JOURNAL.format(Level.WARN, "L", "m", null));
    assertEquals("<6>L - m\n", LogFormat.JOURNAL.format(Level.INFO, "L", "m", null));
    assertEquals("<7>L - m\n", LogFormat.JOURNAL.format(Level.DEBUG, "L", "m", null));
    assertEquals("<7>L - m\n", LogFormat.JOURNAL.format(Level.TRACE, "L", "m", null));
  }

  /** So that whoever does not ask for debug messages sees a failure as one entry. */
  @Test
  public void theJournalGetsStackTracesAsDebugMessages() {
    var cause = new IllegalStateException("broken", new RuntimeException("inside"));
    List<String> lines = LogFormat.JOURNAL.format(Level.ERROR, "L", "m", cause).lines().toList();
    assertEquals("<3>L - m", lines.get(0));
    assertEquals("<7>java.lang.IllegalStateException: broken", lines.get(1));
    assertTrue(lines.contains("<7>Caused by: java.lang.RuntimeException: inside"));
    lines.stream().skip(1).forEach(line -> assertThat(line, startsWith("<7>")));
  }

  /** Who can have a name logged could otherwise have whole lines of the log for it. */
  @Test
  public void whatOthersHaveNamedForgesNeitherLinesNorColours() {
    String name = "a\nERROR\r\u001b[31m\u0000\u009b\u202e\u2028\u200fb\tc";
    for (LogFormat format : LogFormat.values()) {
      String line = format.format(Level.INFO, "L", name, new RuntimeException(name));
      assertThat(line, containsString("a?ERROR??[31m?????b\tc\n"));
      assertThat(line, not(containsString("\u001b")));
      assertThat(line, not(containsString("\u202e")));
    }
  }

  @Test
  public void anExceptionsMessageIsOneLine() {
    String forged = "a\n2026-01-01T00:00:00.000Z ERROR Auth - root logged in";
    var cause = new IllegalStateException(forged, new RuntimeException(forged));
    cause.addSuppressed(new RuntimeException(forged));
    for (LogFormat format : LogFormat.values()) {
      List<String> lines = format.format(Level.ERROR, "L", forged, cause).lines().toList();
      assertEquals(4, lines.stream().filter(line -> line.contains("root logged in")).count());
      lines.stream()
          .filter(line -> line.contains("root logged in"))
          .forEach(line -> assertThat(line, containsString("a?2026")));
    }
  }

  /** But that each exception has its message in one line. */
  @Test
  public void aTraceIsAsJavaPrintsIt() {
    var inner = new RuntimeException("inside");
    var cause = new IllegalStateException("broken", inner);
    cause.addSuppressed(new RuntimeException("beside"));
    var expected = new StringWriter();
    cause.printStackTrace(new PrintWriter(expected));
    assertEquals(
        expected.toString().lines().toList(),
        LogFormat.WITH_TIME.format(Level.ERROR, "L", "m", cause).lines().skip(1).toList());
  }

  @Test
  public void exceptionsThatAreTheirOwnCauseEnd() {
    var one = new RuntimeException("one");
    one.initCause(new RuntimeException("two", one));
    List<String> lines = LogFormat.WITH_TIME.format(Level.ERROR, "L", "m", one).lines().toList();
    assertEquals("Caused by: [java.lang.RuntimeException: one]", lines.get(lines.size() - 1));
  }

  @Test
  public void longLinesAndDeepTracesAreCut() {
    var deep = new StackOverflowError("x".repeat(1_000_000));
    var frames = new StackTraceElement[1000];
    Arrays.fill(frames, new StackTraceElement("Class", "method", "Class.java", 1));
    deep.setStackTrace(frames);
    String text = LogFormat.WITH_TIME.format(Level.ERROR, "L", "m", deep);
    assertTrue(text.length() + " characters", text.length() < 20_000);
    assertThat(text, containsString(" characters more)\n"));
    assertThat(text, endsWith("\t... 936 more\n"));
  }

  @Test
  public void otherCharactersStayAsTheyAre() {
    String text = "Größe 1 µs, 日本 \ud83d\ude00";
    assertThat(LogFormat.JOURNAL.format(Level.INFO, "L", text, null), containsString(text));
  }
}
