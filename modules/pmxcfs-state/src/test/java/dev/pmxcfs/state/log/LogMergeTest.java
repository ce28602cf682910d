package dev.pmxcfs.state.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ManualClock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

/** The logs of several nodes (operations, section 5.6; cluster, sections 4.1, 4.2 and 4.4). */
public class LogMergeTest {

  private static final int START = 1_795_898_233;
  private static final ByteString EVERYBODY = ByteString.of("");
  private static final ByteString ROOT = ByteString.of("root@pam");
  private static final ByteString TAG = ByteString.of("test");

  private final ManualClock clock = new ManualClock(START);
  private final ClusterLog one = log("node1");
  private final ClusterLog two = log("node2");

  private ClusterLog log(String node) {
    return new ClusterLog(ByteString.of(node), clock);
  }

  private static byte[] add(ClusterLog log, String message) {
    return log.add(6, ROOT, TAG, 1, ByteString.of(message)).orElseThrow().encode();
  }

  /** The newest first, without those that the logs begin with. */
  private static String messages(ClusterLog log) {
    List<String> found =
        log.newest(EVERYBODY, 10_000).stream()
            .map(entry -> entry.message().toString())
            .filter(message -> !message.startsWith("starting"))
            .toList();
    return String.join(" ", found);
  }

  /** Recording 20-cluster-02: entry 4 of node1, from its 24th byte on. */
  // cluster, item 209
  @Test
  public void entryIsToldWithoutItsPlaceInTheRing() {
    byte[] told = add(one, "x");
    assertEquals(48 + 6 + 9 + 5 + 2, told.length);
    assertArrayEquals(new byte[8], Arrays.copyOf(told, 8));
    assertEquals("02000000", HexFormat.of().formatHex(told, 8, 12));
  }

  @Test
  public void entryOfAnotherNodeIsAddedOnce() {
    byte[] told = add(two, "a");
    one.insert(told);
    one.insert(told);
    assertEquals("a", messages(one));
    LogEntry entry = one.newest(EVERYBODY, 1).get(0);
    assertEquals("node2", entry.node().text().toString());
    assertEquals("root@pam", entry.ident().text().toString());
    assertEquals(START, entry.time());
  }

  /** Recording 20-cluster-02: lines of a node whose clock is behind come late, and are sorted. */
  @Test
  public void lateEntriesAreByTimeAfterASync() {
    clock.set(START - 1000);
    byte[] late = add(two, "late");
    clock.set(START + 1);
    add(one, "early");
    one.insert(late);
    assertEquals("late early", messages(one));
    one.sorted();
    assertEquals("early late", messages(one));
  }

  @Test
  public void mergedLogsHaveTheMessagesOfAllByTimeOnEveryNode() {
    clock.set(START + 1);
    add(one, "1");
    clock.set(START + 2);
    add(two, "2");
    clock.set(START + 3);
    add(one, "3");
    byte[] ofOne = one.sorted();
    byte[] ofTwo = two.sorted();
    one.merge(Map.of("another", ofTwo));
    two.merge(Map.of("another", ofOne));
    assertEquals("3 2 1", messages(one));
    assertEquals("3 2 1", messages(two));
    assertArrayEquals("the same bytes", one.sorted(), two.sorted());
    one.merge(Map.of("2", ofTwo, "1", ofOne, "2 again", two.sorted()));
    assertEquals("nothing comes twice", "3 2 1", messages(one));
  }

  /** Frames that were queued during a sync come after it, and some of them are in it already. */
  @Test
  public void mergedMessagesAreKnownAfterwards() {
    byte[] known = add(two, "known");
    one.merge(Map.of("another", two.sorted()));
    one.insert(known);
    one.insert(add(two, "new"));
    assertEquals("new known", messages(one));
  }

  @Test
  public void newestMessagesAreKeptWhereThereIsNoRoomForAll() {
    for (int i = 0; i < 1000; i++) {
      clock.advance(1);
      add(i % 2 == 0 ? one : two, "m".repeat(200) + i);
    }
    byte[] ofTwo = two.sorted();
    one.merge(Map.of("another", ofTwo));
    List<LogEntry> merged = one.newest(EVERYBODY, 10_000);
    assertTrue(String.valueOf(merged.size()), merged.size() > 400);
    for (int i = 0; i < merged.size(); i++) {
      assertTrue(merged.get(i).message().toString().endsWith("m" + (999 - i)));
    }
  }

  // cluster, item 254
  @Test
  public void damagedEntriesAreRefused() {
    byte[] whole = add(two, "message");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(IllegalArgumentException.class, () -> one.insert(cut));
    }
    assertThrows(
        "longer", IllegalArgumentException.class, () -> one.insert(Arrays.copyOf(whole, 200)));
    for (int at : new int[] {37, 38, 39, 40}) {
      byte[] damaged = whole.clone();
      damaged[at] = 0;
      assertThrows(IllegalArgumentException.class, () -> one.insert(damaged));
    }
    byte[] unterminated = whole.clone();
    unterminated[whole.length - 5] = 'x';
    assertThrows(IllegalArgumentException.class, () -> one.insert(unterminated));
    assertEquals("", messages(one));
  }

  /** Cluster, section 6.1: the C server refuses it too, and never writes one. */
  @Test
  public void entryThatIsLargerThanAnyIsRefused() {
    ByteBuffer small = ByteBuffer.wrap(add(two, "m")).order(ByteOrder.LITTLE_ENDIAN);
    int messageLength = small.capacity() - 48 - 6 - 9 - 5;
    for (int size : new int[] {4096, 4097, 131_072, 1_000_000}) {
      byte[] large = Arrays.copyOf(small.array(), size);
      Arrays.fill(large, small.capacity() - 4 - messageLength, size - 5, (byte) 'm');
      ByteBuffer.wrap(large)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(40, messageLength + size - small.capacity());
      if (size == 4096) {
        one.insert(large);
        assertTrue(messages(one).length() > 4000);
      } else {
        assertThrows(IllegalArgumentException.class, () -> one.insert(large));
      }
    }
  }

  /** Or else a ring could stand for more memory than there is. */
  @Test
  public void logWhoseEntriesLieWithinEachOtherIsLeftOut() {
    ByteBuffer ring = ByteBuffer.wrap(two.sorted()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 8; at + 48 + 3 + 3841 < ring.capacity(); at += 48) {
      ring.put(at, new byte[48]);
      ring.putInt(at, at == 8 ? 0 : at - 48).putInt(at + 12, START);
      ring.put(at + 37, new byte[] {1, 1, 1}).putInt(at + 40, 3841);
      ring.putInt(4, at);
    }
    var refused = assertThrows(IllegalArgumentException.class, () -> LogRing.decode(ring.array()));
    assertTrue(refused.getMessage(), refused.getMessage().contains("reaches into"));
    one.merge(Map.of("another", ring.array()));
    assertEquals(1, one.size());
  }

  @Test
  public void othersAreToldOfEachOwnMessage() {
    List<String> told = new ArrayList<>();
    one.tellOthers(entry -> told.add(entry.uid() + " " + entry.message()));
    add(one, "a");
    clock.advance(-100);
    add(one, "dropped here, for its time");
    one.insert(add(two, "another's"));
    one.add(8, ROOT, TAG, 1, ByteString.of("no priority"));
    assertEquals(List.of("2 a", "3 dropped here, for its time"), told);
  }

  @Test
  public void textsOfOthersEndAtTheirFirstNul() {
    byte[] entry = add(two, "ab");
    entry[entry.length - 6] = 0;
    one.insert(entry);
    assertEquals("a", messages(one));
  }

  /** Whatever the ring of another node holds, it is read within its bounds and to an end. */
  @Test
  public void damagedLogsAreReadOrLeftOut() {
    for (int i = 0; i < 300; i++) {
      clock.advance(1);
      add(two, "m".repeat(i * 7 % 900) + i);
    }
    byte[] whole = two.sorted();
    Random random = new Random(3);
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = whole.clone();
      for (int n = 0; n < 20; n++) {
        int at = random.nextInt(n < 4 ? 200 : damaged.length);
        damaged[at] = (byte) random.nextInt();
      }
      try {
        LogRing.decode(damaged);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage(), e.getMessage().startsWith("not "));
      }
    }
    one.merge(
        Map.of(
            "1",
            new byte[0],
            "2",
            new byte[8],
            "3",
            "log".getBytes(UTF_8),
            "4",
            Arrays.copyOf(whole, 200)));
    assertEquals("", messages(one));
  }
}
