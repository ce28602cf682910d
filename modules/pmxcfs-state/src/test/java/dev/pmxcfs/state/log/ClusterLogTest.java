package dev.pmxcfs.state.log;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ManualClock;
import java.util.List;
import org.junit.Test;

/** The cluster log (operations, section 5.6). */
public class ClusterLogTest {

  private static final int START = 1_795_533_408;
  private static final ByteString EVERYBODY = ByteString.of("");
  private static final ByteString ROOT = ByteString.of("root@pam");
  private static final ByteString TAG = ByteString.of("p");
  private static final int PID = 4711;
  private static final int MANY = 1000;

  private final ManualClock clock = new ManualClock(START);
  private final ClusterLog log = new ClusterLog(ByteString.of("testnode"), clock);

  @Test
  public void item79_startIsLogged() {
    LogEntry entry = log.newest(EVERYBODY, MANY).get(0);
    assertEquals(1, entry.uid());
    assertEquals(START, entry.time());
    assertEquals(6, entry.priority());
    assertEquals("root", entry.ident().text().toString());
    assertEquals("cluster", entry.tag().text().toString());
    assertEquals("testnode", entry.node().text().toString());
    assertEquals(ProcessHandle.current().pid(), entry.pid());
    assertEquals("starting cluster log", entry.message().toString());
  }

  @Test
  public void item81_messageIsAnEntryOfItsClient() {
    clock.advance(5);
    log.add(6, ROOT, ByteString.of("pvedaemon"), PID, ByteString.of("hello world"));
    LogEntry entry = log.newest(EVERYBODY, MANY).get(0);
    assertEquals(2, entry.uid());
    assertEquals(START + 5, entry.time());
    assertEquals(PID, entry.pid());
    assertEquals("root@pam", entry.ident().text().toString());
    assertEquals("pvedaemon", entry.tag().text().toString());
    assertEquals("hello world", entry.message().toString());
  }

  @Test
  public void item87_prioritiesBeyondDebugAreDroppedAndNotCounted() {
    log.add(8, ROOT, TAG, PID, ByteString.of("a"));
    log.add(255, ROOT, TAG, PID, ByteString.of("b"));
    log.add(7, ROOT, TAG, PID, ByteString.of("c"));
    assertEquals(List.of("c", "starting cluster log"), messages(EVERYBODY, MANY));
    assertEquals(2, log.newest(EVERYBODY, 1).get(0).uid());
  }

  @Test
  public void item94_longMessagesAreCut() {
    log.add(6, ROOT, TAG, PID, ByteString.of("M".repeat(5000)));
    assertEquals(4025, log.newest(EVERYBODY, 1).get(0).message().length());
    log.add(6, ROOT, TAG, PID, ByteString.of("ä".repeat(3000)));
    assertEquals("\\u00e4".repeat(671), messages(EVERYBODY, 1).get(0));
    ByteString longName = ByteString.of("n".repeat(254));
    log.add(6, longName, longName, PID, ByteString.of("M".repeat(5000)));
    assertEquals(4096 - 44 - 9 - 2 * 255 - 7, log.newest(EVERYBODY, 1).get(0).message().length());
    assertEquals(longName, log.newest(EVERYBODY, 1).get(0).ident().text());
  }

  @Test
  public void item95_filterKnowsWholeNamesOnly() {
    log.add(6, ROOT, TAG, PID, ByteString.of("a"));
    assertEquals(List.of("a"), messages(ROOT, MANY));
    assertEquals(List.of("starting cluster log"), messages(ByteString.of("root"), MANY));
    assertEquals(List.of(), messages(ByteString.of("nobody"), MANY));
  }

  @Test
  public void filteredEntriesDoNotCountAgainstTheMaximum() {
    log.add(6, ByteString.of("other"), TAG, PID, ByteString.of("a"));
    assertEquals(List.of("starting cluster log"), messages(ByteString.of("root"), 1));
  }

  /** Entries of 2072 bytes either way. */
  @Test
  public void item98_of120LongMessages62AreLeft() {
    assertLeft62(new ClusterLog(ByteString.of("testnode"), clock), ByteString.of("root"), 2005);
    assertLeft62(new ClusterLog(ByteString.of("testnode"), clock), ROOT, 2000);
  }

  private static void assertLeft62(ClusterLog log, ByteString ident, int length) {
    for (int i = 0; i < 120; i++) {
      String number = "%04d ".formatted(i);
      String message = number + "x".repeat(length - number.length());
      log.add(6, ident, TAG, PID, ByteString.of(message));
    }
    List<LogEntry> left = log.newest(EVERYBODY, MANY);
    assertEquals(62, left.size());
    assertEquals("it counts what it shows", 62, log.size());
    assertTrue(left.get(0).message().toString().startsWith("0119 "));
    assertTrue(left.get(61).message().toString().startsWith("0058 "));
  }

  @Test
  public void messagesOfOneSecondAreAllAccepted() {
    for (int i = 0; i < 10; i++) {
      log.add(6, ROOT, TAG, PID, ByteString.of("a" + i));
    }
    assertEquals(11, log.newest(EVERYBODY, MANY).size());
  }

  @Test
  public void messagesOfAClockSetBackAreDroppedUntilItHasCaughtUp() {
    clock.advance(-1);
    log.add(6, ROOT, TAG, PID, ByteString.of("a"));
    clock.advance(1);
    log.add(6, ROOT, TAG, PID, ByteString.of("b"));
    assertEquals(List.of("b", "starting cluster log"), messages(EVERYBODY, MANY));
  }

  @Test
  public void timesAreUnsigned() {
    clock.set(1L << 31);
    log.add(6, ROOT, TAG, PID, ByteString.of("2038"));
    assertEquals("2038", messages(EVERYBODY, 1).get(0));
    assertEquals("2147483648", Integer.toUnsignedString(log.newest(EVERYBODY, 1).get(0).time()));
  }

  private List<String> messages(ByteString user, int max) {
    return log.newest(user, max).stream().map(entry -> entry.message().toString()).toList();
  }
}
