package dev.pmxcfs.ipc.log;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Test;

/** Lines on their way to a stream that stands still. */
public class LogQueueTest {

  private static final int MAX_ENTRIES = 8;
  private static final int MAX_BYTES = 100;
  private static final Duration SHORT = Duration.ofMillis(20);

  private final StallingStream stream = new StallingStream();
  private final LogQueue queue =
      new LogQueue(stream, MAX_ENTRIES, MAX_BYTES, count -> bytes("(" + count + ")\n"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void add(String line) {
    queue.add(bytes(line + "\n"));
  }

  private void add(int from, int to) {
    IntStream.range(from, to).forEach(number -> add(Integer.toString(number)));
  }

  private static List<String> numbers(int from, int to) {
    return new ArrayList<>(IntStream.range(from, to).mapToObj(Integer::toString).toList());
  }

  private void assertWritten(List<String> lines) {
    assertTrue("not written in time", queue.flush(Patience.LIMIT));
    assertEquals(lines, stream.lines());
  }

  /** Has one line under way that stands still. */
  private void stall() throws InterruptedException {
    stream.stall();
    add("0");
    stream.awaitWriter();
  }

  @After
  public void goOn() {
    stream.goOn();
  }

  @Test
  public void linesComeInTheirOrder() throws Exception {
    stall();
    add(1, MAX_ENTRIES + 1);
    stream.goOn();
    assertWritten(numbers(0, MAX_ENTRIES + 1));
    assertEquals(0, queue.dropped());
  }

  @Test
  public void whatHasNoRoomIsDroppedAndTold() throws Exception {
    stall();
    add(1, MAX_ENTRIES + 4);
    assertEquals("at once", 3, queue.dropped());
    stream.goOn();
    List<String> expected = numbers(0, MAX_ENTRIES + 1);
    // as soon as half of it is free, though no line follows
    expected.add("(3)");
    awaitLines(expected);
  }

  @Test
  public void linesThatFollowComeBehindTheCount() throws Exception {
    stall();
    add(1, MAX_ENTRIES + 4);
    stream.goOn();
    assertTrue(queue.flush(Patience.LIMIT));
    add("later");
    List<String> expected = numbers(0, MAX_ENTRIES + 1);
    expected.addAll(List.of("(3)", "later"));
    assertWritten(expected);
  }

  @Test
  public void bytesAreLimitedToo() throws Exception {
    stall();
    String half = "x".repeat(MAX_BYTES / 2);
    add(half);
    add(half);
    add("too late as well, though there is room for it");
    assertEquals(2, queue.dropped());
    stream.goOn();
    awaitLines(List.of("0", half, "(2)"));
  }

  /** As a stack trace has. */
  @Test
  public void eachLineThatIsDroppedCounts() throws Exception {
    stall();
    add(1, MAX_ENTRIES + 1);
    queue.add(bytes("one\ntwo\nthree\n"));
    assertEquals(3, queue.dropped());
  }

  @Test
  public void linesThatCannotBeWrittenAreToldWhenOneCanBe() {
    add("0");
    assertTrue(queue.flush(Patience.LIMIT));
    stream.fail();
    add(1, 3);
    assertTrue("there is nothing more to wait for", queue.flush(Patience.LIMIT));
    add(3, 5);
    assertTrue(queue.flush(Patience.LIMIT));
    stream.goOn();
    add("5");
    assertWritten(List.of("0", "(4)", "5"));
    assertEquals(4, queue.dropped());
  }

  @Test
  public void nobodyWaitsForAStreamThatStandsStill() throws Exception {
    stall();
    add("1");
    assertFalse(queue.flush(SHORT));
    assertFalse("again", queue.flush(SHORT));
    stream.goOn();
    assertWritten(numbers(0, 2));
  }

  private void awaitLines(List<String> expected) throws InterruptedException {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!stream.lines().equals(expected) && System.nanoTime() < end) {
      queue.flush(SHORT);
      Thread.onSpinWait();
    }
    assertEquals(expected, stream.lines());
  }
}
