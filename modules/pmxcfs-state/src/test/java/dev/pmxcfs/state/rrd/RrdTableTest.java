package dev.pmxcfs.state.rrd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.LoggedLines;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.tree.ByteString;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;

/** Measurements as they are dumped (operations specification, sections 4.9 and 5.5). */
public class RrdTableTest {

  @Rule public final LoggedLines log = new LoggedLines();

  private final ManualClock clock = new ManualClock(1_795_533_609);
  private final RrdTable table = new RrdTable(new RrdOptions(), clock);

  @Test
  public void item100_emptyDumpIsANul() {
    assertEquals("\0", dump());
  }

  /** The C server's second dump within two seconds has no NUL. */
  @Test
  public void d8_everyDumpEndsInANul() {
    set("foo", "1:2");
    assertEquals("foo:1:2\n\0", dump());
    assertSame(table.dump(), table.dump());
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
    set("foo", "1");
    set("", "2");
    assertEquals(new TreeSet<>(List.of("foo:1", ":2", "\0")), lines());
    assertTrue(table.updates().open(() -> {}).poll().isEmpty());
  }

  @Test
  public void aKeyWithoutAFileIsSaidTheFirstTime() {
    String line = "RRD key 'foo' is shown but not written to a file: no such key";
    set("foo", "1");
    assertEquals(1, log.with(line).size());
    set("foo", "2");
    assertEquals(1, log.with(line).size());
    set("pve-storage-9.0/a/b", "1000:1:2");
    assertEquals(List.of(), log.with("pve-storage"));
  }

  @Test
  public void updatesThatAreNotWrittenBeforeTheEndAreLostAndSaidToBe() {
    table.close();
    assertEquals(List.of(), log.with("lost"));
    set("pve-storage-9.0/a/b", "1000:1:2");
    table.close();
    assertEquals(1, log.with("1 RRD updates are lost: they were not written before the").size());
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

    RrdTable other = new RrdTable(new RrdOptions(), clock);
    other.set(ByteString.of("old"), ByteString.of("1"));
    clock.advance(301);
    assertEquals("\0", new String(other.dump(), UTF_8));
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
  public void dumpShowsDataUncut() {
    set("pve-storage-9.9/a/b", "1000:1:2:3");
    assertEquals("pve-storage-9.9/a/b:1000:1:2:3\n\0", dump());
    assertEquals("1000:1:2", table.updates().open(() -> {}).poll().orElseThrow().values());
  }

  @Test
  public void newFilesBeginAtLocalMidnight() {
    Instant start = Instant.ofEpochSecond(table.startOfNewFiles());
    ZonedDateTime local = start.atZone(ZoneId.systemDefault());
    assertEquals(local.toLocalDate().atStartOfDay(local.getZone()), local);
    assertEquals(clock.instant().atZone(local.getZone()).toLocalDate(), local.toLocalDate());
  }

  private void set(String key, String data) {
    table.set(ByteString.of(key), ByteString.of(data));
  }

  private String dump() {
    return new String(table.dump(), UTF_8);
  }

  private TreeSet<String> lines() {
    return new TreeSet<>(Arrays.asList(dump().split("\n")));
  }
}
