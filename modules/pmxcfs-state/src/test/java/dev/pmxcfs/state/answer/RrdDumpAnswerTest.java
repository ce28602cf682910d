package dev.pmxcfs.state.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Publication;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.Test;

/** Measurements as they are dumped (operations, sections 4.9 and 5.5). */
public class RrdDumpAnswerTest {

  private static final ByteString NODE = ByteString.of("testnode");

  private final ManualClock clock = new ManualClock(1_795_533_609);
  private final Measurements measurements = new Measurements(clock);
  private final NodeStatus status = new NodeStatus(NODE, measurements);
  private final RrdDumpAnswer answer = new RrdDumpAnswer(measurements, clock);

  @Test
  public void item100_emptyDumpIsANul() {
    assertEquals("\0", dump());
  }

  /** The C server's second dump within two seconds has no NUL. */
  @Test
  public void d8_everyDumpEndsInANul() {
    set("foo", "1:2");
    assertEquals("foo:1:2\n\0", dump());
    assertSame(answer.toBytes(), answer.toBytes());
    assertEquals("foo:1:2\n\0", dump());
  }

  @Test
  public void item101_changesShowAfterTwoSeconds() {
    dump();
    set("a", "1");
    clock.advance(1);
    assertEquals("\0", dump());
    clock.advance(1);
    set("b", "2");
    assertEquals(new TreeSet<>(List.of("a:1", "b:2", "\0")), lines());
  }

  @Test
  public void item102_keysWithoutAFileAreShown() {
    measurements.writeTo((key, data) -> Optional.of("no such key"));
    set("foo", "1");
    set("", "2");
    assertEquals(new TreeSet<>(List.of("foo:1", ":2", "\0")), lines());
  }

  @Test
  public void item106_entriesAreShownFor300Seconds() {
    set("old", "1");
    clock.advance(100);
    set("new", "2");
    clock.advance(200);
    assertEquals(new TreeSet<>(List.of("old:1", "new:2", "\0")), lines());
    clock.advance(2);
    assertEquals("new:2\n\0", dump());
    clock.advance(400);
    assertEquals("\0", dump());
  }

  @Test
  public void item106_entryOf300SecondsIsShownAndOneOf301IsNot() {
    set("old", "1");
    clock.advance(300);
    assertEquals("old:1\n\0", dump());
    clock.advance(2);
    set("old", "1");
    clock.advance(301);
    assertEquals("\0", dump());
  }

  @Test
  public void dumpIsMadeAnewAfterAClockWasSetBack() {
    dump();
    set("a", "1");
    clock.advance(-3600);
    assertEquals("a:1\n\0", dump());
  }

  @Test
  public void newDataReplaceOld() {
    set("a", "1");
    set("a", "2");
    assertEquals("a:2\n\0", dump());
  }

  @Test
  public void measurementsOfOtherNodesAreShownToo() {
    ByteString key = ByteString.of("rrd/pve-node-9.0/node2");
    assertEquals(
        Publication.ACCEPTED, status.publish(ByteString.of("node2"), key, new byte[] {'1', 0}));
    assertEquals("pve-node-9.0/node2:1\n\0", dump());
  }

  private void set(String key, String data) {
    byte[] value = (data + "\0").getBytes(UTF_8);
    assertEquals(Publication.ACCEPTED, status.publish(ByteString.of("rrd/" + key), value));
  }

  private String dump() {
    return new String(answer.toBytes(), UTF_8);
  }

  private TreeSet<String> lines() {
    return new TreeSet<>(Arrays.asList(dump().split("\n")));
  }
}
