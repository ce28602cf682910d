package dev.pmxcfs.state.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/** The bytes of the cluster log, and which entries it shows (operations, section 5.6). */
public class LogRingTest {

  /** More than the ring can hold, so that a ring whose links go round ends too. */
  private static final LogFilter ALL = LogFilter.of(ByteString.of(""), 10_000);

  private static final LogName NODE = LogName.of(ByteString.of("testnode"));
  private static final LogName IDENT = LogName.of(ByteString.of("root@pam"));
  private static final LogName TAG = LogName.of(ByteString.of("p"));

  /** What C counts for an entry of these names, beside its message and the message's NUL. */
  private static final int FIELDS = 48 + 9 + 9 + 2;

  private final LogRing ring = new LogRing();

  @Test
  public void emptyRingHasOnlyItsSize() {
    ByteBuffer bytes = bytes();
    assertEquals(131_072, bytes.capacity());
    assertEquals(131_072, bytes.getInt(0));
    assertEquals(0, bytes.getInt(4));
    assertEquals(List.of(), ring.newest(ALL));
    assertEquals(0, ring.size());
  }

  @Test
  public void entryHasItsLayout() {
    ring.insert(new LogEntry(7, 1_795_533_408, NODE, IDENT, TAG, 81, 6, ByteString.of("hello")));
    ByteBuffer bytes = bytes();
    int entry = 8;
    int size = 48 + 9 + 9 + 2 + 6; // 74, rounded up to 80
    assertEquals("newest", entry, bytes.getInt(4));
    assertEquals("prev", 0, bytes.getInt(entry));
    assertEquals("next", entry + size + 6, bytes.getInt(entry + 4));
    assertEquals("uid", 7, bytes.getInt(entry + 8));
    assertEquals("time", 1_795_533_408, bytes.getInt(entry + 12));
    assertEquals("node digest", 0x807e2c11884463f7L, bytes.getLong(entry + 16));
    assertEquals("ident digest", 0x0bf69a5dbf95bb61L, bytes.getLong(entry + 24));
    assertEquals("pid", 81, bytes.getInt(entry + 32));
    byte[] lengths = new byte[4];
    bytes.get(entry + 36, lengths);
    assertArrayEquals("priority and lengths", new byte[] {6, 9, 9, 2}, lengths);
    assertEquals("message length", 6, bytes.getInt(entry + 40));
    byte[] data = new byte[26];
    bytes.get(entry + 44, data);
    assertEquals("testnode\0root@pam\0p\0hello\0", new String(data, US_ASCII));
  }

  @Test
  public void entriesAreLinked() {
    ring.insert(entry(1, 0));
    ring.insert(entry(2, 1));
    int size = 72; // 48 + 9 + 9 + 2 + 1 and 2
    ByteBuffer bytes = bytes();
    assertEquals(8 + size, bytes.getInt(4));
    assertEquals("prev", 8, bytes.getInt(8 + size));
    assertEquals("next", 8 + 2 * size, bytes.getInt(8 + size + 4));
  }

  /** As C counts: 48 bytes, four of which are not written, and the strings, in units of 8. */
  @Test
  public void entriesTakeTheirSizeRoundedUpTo8() {
    for (int length = 0; length < 20; length++) {
      LogRing one = new LogRing();
      one.insert(entry(1, length));
      int next = 8 + (FIELDS + length + 1 + 7) / 8 * 8;
      assertEquals("next after " + length, next, bytes(one).getInt(8 + 4));
    }
  }

  /** 131064 bytes would hold 1820 entries of 72; one that would reach the end begins a new lap. */
  @Test
  public void entryThatReachesTheEndBeginsAtTheStart() {
    for (int i = 1; i <= 1820; i++) {
      ring.insert(entry(i, 0));
    }
    assertEquals(8 + 1819 * 72, bytes().getInt(4));
    ring.insert(entry(1821, 0));
    assertEquals(8, bytes().getInt(4));
    assertEquals("prev", 8 + 1819 * 72, bytes().getInt(8));
  }

  @Test
  public void entryThatWouldEndExactlyWithTheRingBeginsAtTheStart() {
    LogRing shorter = new LogRing();
    for (int i = 1; i < 1820; i++) {
      ring.insert(entry(i, 0));
      shorter.insert(entry(i, 0));
    }
    int last = 8 + 1819 * 72;
    ring.insert(entryOfSize(1820, 131_072 - last));
    assertEquals(8, bytes().getInt(4));
    shorter.insert(entryOfSize(1820, 131_072 - last - 8));
    assertEquals(last, bytes(shorter).getInt(4));
  }

  /** The next to be overwritten may be as large as an entry can be, which it is reckoned to be. */
  @Test
  public void entriesOfTheLapBeforeAreShownFromMoreThan4096BytesBehindTheNewest() {
    for (int i = 1; i <= 1820; i++) {
      ring.insert(entry(i, 0));
    }
    ring.insert(entryOfSize(1821, 128));
    ring.insert(entry(1822, 0)); // at 136, so that entries at 4232 and before are lost
    assertEquals(136, bytes().getInt(4));
    List<Integer> shown = uids(ring.newest(ALL));
    assertEquals(List.of(1822, 1821, 1820), shown.subList(0, 3));
    int oldest = shown.get(shown.size() - 1);
    assertEquals(60, oldest); // at 8 + 59 * 72 = 4256; 4184 is too near

    LogRing exact = new LogRing();
    exact.insert(entryOfSize(1, 4096));
    exact.insert(entryOfSize(2, 8 * 16)); // at 4104
    for (int i = 3; i <= 1763; i++) {
      exact.insert(entry(i, 0));
    }
    exact.insert(entry(1764, 0));
    assertEquals("at the start", 8, bytes(exact).getInt(4));
    shown = uids(exact.newest(ALL));
    assertEquals("4104 is 4096 behind 8", 3, (int) shown.get(shown.size() - 1));
  }

  /** The oldest entry is overwritten just where the newest begins; C then hides the lap's first. */
  @Test
  public void firstOfALapIsHiddenOnceTheNewestBeginsWhereTheLastOfTheLapBeforeDid() {
    for (int i = 1; i < 2 * 1820; i++) {
      ring.insert(entry(i, 0));
    }
    assertEquals("first of the lap", 1821, oldest());
    ring.insert(entry(2 * 1820, 0));
    assertEquals(8 + 1819 * 72, bytes().getInt(4));
    assertEquals("second of the lap", 1822, oldest());
  }

  private int oldest() {
    List<Integer> shown = uids(ring.newest(ALL));
    return shown.get(shown.size() - 1);
  }

  @Test
  public void newestComesFirst() {
    for (int i = 1; i <= 3; i++) {
      ring.insert(entry(i, i));
    }
    assertEquals(List.of(3, 2, 1), uids(ring.newest(ALL)));
    assertEquals(List.of(3, 2), uids(ring.newest(LogFilter.of(ByteString.of("root@pam"), 2))));
    assertEquals(List.of(), uids(ring.newest(LogFilter.of(ByteString.of("root"), 2))));
  }

  /**
   * Against an independent simulation, with entries of any size: always the same ones, and others
   * at each run, which their seed repeats.
   */
  @Test
  public void showsWhatTheCServerShows() {
    for (long seed : new long[] {1, 2, System.nanoTime()}) {
      System.out.println("LogRingTest seed " + seed);
      Random random = new Random(seed);
      for (int run = 0; run < 10; run++) {
        assertShowsWhatTheCServerShows("seed " + seed + ", run " + run, random);
      }
    }
  }

  private static void assertShowsWhatTheCServerShows(String where, Random random) {
    int longest = random.nextBoolean() ? 4027 : 1 + random.nextInt(500);
    LogRing real = new LogRing();
    SimulatedRing simulated = new SimulatedRing();
    List<LogEntry> inserted = new ArrayList<>();
    int entries = 3 * 131_072 / (70 + longest / 2);
    for (int uid = 0; uid < entries; uid++) {
      int length = random.nextInt(longest + 1);
      LogEntry entry = entry(uid, length);
      inserted.add(entry);
      real.insert(entry);
      simulated.insert(uid, FIELDS + length + 1);
      if (uid % 7 == 0 || random.nextInt(20) == 0) {
        List<LogEntry> shown = real.newest(ALL);
        assertEquals(where + ", entry " + uid, simulated.visible(), uids(shown));
        assertEquals(where, shown.size(), real.size());
        shown.forEach(one -> assertEquals(where, inserted.get(one.uid()), one));
      }
    }
  }

  private static List<Integer> uids(List<LogEntry> entries) {
    return entries.stream().map(LogEntry::uid).toList();
  }

  private static LogEntry entry(int uid, int messageLength) {
    ByteString message = ByteString.of("m".repeat(messageLength));
    return new LogEntry(uid, 1_795_533_408 + uid, NODE, IDENT, TAG, 4711, uid % 8, message);
  }

  /** An entry that takes up so many bytes, a multiple of 8. */
  private static LogEntry entryOfSize(int uid, int size) {
    return entry(uid, size - FIELDS - 1);
  }

  private ByteBuffer bytes() {
    return bytes(ring);
  }

  private static ByteBuffer bytes(LogRing ring) {
    return ByteBuffer.wrap(ring.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
