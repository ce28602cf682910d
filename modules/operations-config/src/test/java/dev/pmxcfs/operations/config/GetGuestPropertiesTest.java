package dev.pmxcfs.operations.config;

import static dev.pmxcfs.operations.config.ConfigFixture.assertFailed;
import static dev.pmxcfs.operations.config.ConfigFixture.assertReplied;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.ChangeWriter;
import dev.qbipc.linux.Errno;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** Operations 11 and 13 (operations, sections 4.10, 4.11 and 5.8; items 112 to 126). */
public class GetGuestPropertiesTest {

  private static final int ONE = 11;
  private static final int SEVERAL = 13;
  private static final int MAX_NAMES = 255;
  private static final int HEADER = 24;
  private static final int MAX_LENGTH = 1024 * 1024;
  private static final String NOTHING_FOUND = "{\n\n}\n";

  @Rule public ConfigFixture fixture = new ConfigFixture();

  private void putGuest(long vmid, String contents) throws Exception {
    fixture.put("nodes/testnode/qemu-server/" + vmid + ".conf", contents.getBytes(ISO_8859_1));
  }

  // payloads: the VMID in the machine's byte order, then the rest as its characters' bytes

  private static byte[] payload(long vmid, String rest) {
    byte[] bytes = rest.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(4 + bytes.length)
        .order(ByteOrder.nativeOrder())
        .putInt((int) vmid)
        .put(bytes)
        .array();
  }

  private FakeRequest one(long vmid, String rest) {
    return fixture.ask(ONE, payload(vmid, rest), FakeConnection.readWrite());
  }

  private FakeRequest several(long vmid, int count, String names) {
    return fixture.ask(SEVERAL, payload(vmid, (char) count + names), FakeConnection.readWrite());
  }

  private void assertValue(String expected, String name) {
    String found =
        expected == null
            ? NOTHING_FOUND
            : "{\n\"100\":{\"" + name + "\": \"" + expected + "\"}\n}\n";
    assertReplied(found, one(100, name + "\0"));
  }

  @Test
  public void item112_noGuests() {
    FakeRequest request = one(0, "lock\0");
    assertEquals("7b0a0a7d0a", HexFormat.of().formatHex(request.replied()));
    assertReplied(NOTHING_FOUND, several(0, 1, "lock\0"));
  }

  @Test
  public void item113_unknownAndReservedVmids() throws Exception {
    putGuest(50, "lock: backup\n");
    for (long vmid : new long[] {1, 50, 99}) {
      assertFailed(Errno.EINVAL, one(vmid, "lock\0"));
      assertFailed(Errno.EINVAL, several(vmid, 1, "lock\0"));
    }
    for (long vmid : new long[] {100, 4294967295L}) {
      assertFailed(Errno.ENOENT, one(vmid, "lock\0"));
      assertFailed(Errno.ENOENT, several(vmid, 1, "lock\0"));
    }
    putGuest(4294967295L, "lock: backup\n");
    assertReplied("{\n\"4294967295\":{\"lock\": \"backup\"}\n}\n", one(4294967295L, "lock\0"));
  }

  @Test
  public void item114_oneProperty() throws Exception {
    putGuest(100, "name: a\nlock: backup\n");
    byte[] payload = HexFormat.of().parseHex("640000006c6f636b00");
    FakeRequest request = fixture.ask(ONE, payload, FakeConnection.readWrite());
    assertReplied("{\n\"100\":{\"lock\": \"backup\"}\n}\n", request);
  }

  @Test
  public void item114_allGuestsThatHaveIt() throws Exception {
    putGuest(100, "lock: backup\n");
    putGuest(101, "name: b\n");
    fixture.put("nodes/node2/lxc/102.conf", "lock: mounted\n");
    fixture.put("nodes/node2/openvz/103.conf", "lock: x\n");
    assertReplied(
        "{\n\"100\":{\"lock\": \"backup\"},\n\"102\":{\"lock\": \"mounted\"},\n\"103\":{\"lock\": \"x\"}\n}\n",
        one(0, "lock\0"));
  }

  @Test
  public void item115_quotesAndBackslashesAreEscaped() throws Exception {
    putGuest(100, "args: -x \"a\\b\"\n");
    assertValue("-x \\\"a\\\\b\\\"", "args");
  }

  @Test
  public void item116_blanksAroundTheValue() throws Exception {
    putGuest(100, "memory:   2048  \t\ncores:4\nempty:\nblank: \nblanks:   \n\nlast:\t\013\fx\n");
    assertValue("2048", "memory");
    assertValue("4", "cores");
    assertValue(null, "empty");
    assertValue(" ", "blank");
    assertValue(" ", "blanks");
    assertValue("x", "last");
  }

  @Test
  public void item117_onlyBeforeTheFirstSection() throws Exception {
    putGuest(100, "name: a\n[PENDING]\nlock: backup\n[snap]\nname: b\n");
    assertValue(null, "lock");
    assertValue("a", "name");
  }

  @Test
  public void item118_lastLineWithoutLineFeedAndCarriageReturns() throws Exception {
    putGuest(100, "name: a\r\ncores: 4\r\nlock: backup");
    assertValue("backup", "lock");
    assertValue("a", "name");
    assertValue("4", "cores");
  }

  @Test
  public void item119_emptyConfiguration() throws Exception {
    putGuest(100, "");
    putGuest(101, "lock: x\n");
    assertFailed(Errno.EIO, one(100, "lock\0"));
    assertFailed(Errno.EIO, several(100, 1, "lock\0"));
    assertReplied("{\n\"101\":{\"lock\": \"x\"}\n}\n", one(0, "lock\0"));
  }

  @Test
  public void item120_noProperty() throws Exception {
    assertFailed(Errno.ENOENT, one(100, ""));
    assertFailed(Errno.ENOENT, several(100, 0, ""));
    putGuest(100, "lock: backup\n");
    assertFailed(Errno.EINVAL, one(100, ""));
    assertFailed(Errno.EINVAL, one(0, ""));
  }

  @Test
  public void item120_emptyPropertyMatchesALineThatBeginsWithTheColon() throws Exception {
    putGuest(100, "lock: backup\n:x\n");
    assertValue("x", "");
  }

  /** The C server reads what an earlier request left there. */
  @Test
  public void defectD7_shortPayloads() throws Exception {
    putGuest(100, "lock: backup\n");
    for (int id : new int[] {ONE, SEVERAL}) {
      for (int length : new int[] {0, 1, 3}) {
        FakeRequest request = FakeRequest.of(id, new byte[length], FakeConnection.readWrite());
        assertFailed(Errno.EINVAL, fixture.ask(request));
      }
      FakeRequest negative = FakeRequest.of(id, new byte[0], FakeConnection.readWrite());
      assertFailed(Errno.EINVAL, fixture.ask(negative.claimLength(-16)));
    }
    FakeRequest withoutCount =
        FakeRequest.of(SEVERAL, payload(100, ""), FakeConnection.readWrite());
    assertFailed(Errno.EINVAL, fixture.ask(withoutCount));
  }

  @Test
  public void item121_lastByteCountsAsNul() throws Exception {
    putGuest(100, "lock: backup\nloc: x\n");
    assertReplied("{\n\"100\":{\"loc\": \"x\"}\n}\n", one(100, "lock"));
    assertReplied("{\n\"100\":{\"lock\": \"backup\"}\n}\n", one(100, "lockX"));
    assertReplied("{\n\"100\":{\"lock\": \"backup\"}\n}\n", one(100, "lock\0junk\0"));
  }

  @Test
  public void item122_severalPropertiesInTheOrderOfTheRequest() throws Exception {
    putGuest(100, "tags: a;b\nname: x\nlock: backup\n");
    byte[] payload = HexFormat.of().parseHex("64000000026c6f636b007461677300");
    FakeRequest request = fixture.ask(SEVERAL, payload, FakeConnection.readWrite());
    assertReplied("{\n\"100\":{\"lock\": \"backup\",\"tags\": \"a;b\"}\n}\n", request);
    assertReplied(
        "{\n\"100\":{\"tags\": \"a;b\",\"lock\": \"backup\"}\n}\n",
        several(100, 2, "tags\0lock\0"));
  }

  @Test
  public void item122_missingPropertiesAreLeftOut() throws Exception {
    putGuest(100, "tags: a;b\n");
    assertReplied("{\n\"100\":{\"tags\": \"a;b\"}\n}\n", several(100, 2, "lock\0tags\0"));
    assertReplied(NOTHING_FOUND, several(100, 2, "lock\0cores\0"));
  }

  @Test
  public void duplicateNamesGiveDuplicateMembers() throws Exception {
    putGuest(100, "lock: x\n");
    assertReplied(
        "{\n\"100\":{\"lock\": \"x\",\"lock\": \"x\"}\n}\n", several(100, 2, "lock\0lock\0"));
  }

  @Test
  public void item123_malformedNames() throws Exception {
    putGuest(100, "lock: x\n");
    assertFailed(Errno.EINVAL, several(100, 0, ""));
    assertFailed(Errno.EINVAL, several(100, 0, "lock\0"));
    assertFailed(Errno.EINVAL, several(100, 1, "\0\0"));
    assertFailed(Errno.EINVAL, several(100, 2, "lock\0\0"));
    assertFailed(Errno.EINVAL, several(100, 1, "Lock\0"));
    assertFailed(Errno.EINVAL, several(100, 1, "_lock\0"));
    assertFailed(Errno.EINVAL, several(100, 1, "1lock\0"));
    assertFailed(Errno.EINVAL, several(100, 1, "\u00fcock\0"));
    assertFailed(Errno.EINVAL, several(100, 1, "lock"));
    assertFailed(Errno.EINVAL, several(100, 2, "lock\0tags"));
    assertFailed(Errno.EINVAL, several(100, 1, "lock\0x"));
    assertFailed(Errno.EINVAL, several(100, 1, "lock\0\0"));
    assertFailed(Errno.EINVAL, several(100, 1, "lock\0tags\0"));
    assertFailed(Errno.EINVAL, several(100, 2, "lock\0"));
    assertFailed(Errno.EINVAL, several(100, 1, ""));
    assertFailed(Errno.EINVAL, several(100, 1, "l"));
    assertFailed(Errno.EINVAL, several(100, 1, "\0"));
  }

  /** Every lower-case letter, and neither of the bytes beside them. */
  @Test
  public void item123_namesBeginWithAToZ() throws Exception {
    StringBuilder config = new StringBuilder("`: x\n{: x\n");
    for (char first = 'a'; first <= 'z'; first++) {
      config.append(first).append("gent: 1\n");
    }
    putGuest(100, config.toString());
    for (char first = 'a'; first <= 'z'; first++) {
      String name = first + "gent";
      assertReplied("{\n\"100\":{\"" + name + "\": \"1\"}\n}\n", several(100, 1, name + "\0"));
    }
    assertFailed(Errno.EINVAL, several(100, 1, "`\0"));
    assertFailed(Errno.EINVAL, several(100, 1, "{\0"));
  }

  /** A VMID, a count, a letter and a NUL. */
  @Test
  public void item123_shortestPayloadHasSevenBytes() throws Exception {
    putGuest(100, "a: x\n");
    byte[] shortest = payload(100, "\1a\0");
    assertEquals(7, shortest.length);
    assertReplied(
        "{\n\"100\":{\"a\": \"x\"}\n}\n",
        fixture.ask(SEVERAL, shortest, FakeConnection.readWrite()));
    assertFailed(Errno.EINVAL, several(100, 1, "a"));
  }

  /** A VMID alone is refused for what it lacks, not for what stands behind it. */
  @Test
  public void item120_shortestPayloadsOfOneProperty() throws Exception {
    putGuest(100, ":x\n");
    byte[] five = payload(100, "\0");
    assertEquals(5, five.length);
    assertReplied(
        "{\n\"100\":{\"\": \"x\"}\n}\n", fixture.ask(ONE, five, FakeConnection.readWrite()));
    byte[] four = payload(100, "");
    assertFailed(Errno.EINVAL, fixture.ask(ONE, four, FakeConnection.readWrite()));
  }

  @Test
  public void item123_bytesBehindThePayloadAreNotRead() throws Exception {
    putGuest(100, "lock: x\n");
    byte[] longer = payload(100, (char) 2 + "lock\0tags\0");
    FakeRequest request = FakeRequest.of(SEVERAL, longer, FakeConnection.readWrite());
    assertFailed(Errno.EINVAL, fixture.ask(request.claimLength(longer.length - 5)));
  }

  @Test
  public void item124_mostNames() throws Exception {
    putGuest(100, "lock: x\n");
    StringBuilder names = new StringBuilder();
    for (int i = 1; i < MAX_NAMES; i++) {
      names.append("p").append(i).append('\0');
    }
    names.append("lock\0");
    assertReplied("{\n\"100\":{\"lock\": \"x\"}\n}\n", several(100, MAX_NAMES, names.toString()));
  }

  @Test
  public void item125_readOnlyConnections() throws Exception {
    putGuest(100, "lock: x\n");
    byte[] one = payload(0, "lock\0");
    byte[] several = payload(100, (char) 1 + "lock\0");
    assertReplied(
        "{\n\"100\":{\"lock\": \"x\"}\n}\n", fixture.ask(ONE, one, FakeConnection.readOnly()));
    assertReplied(
        "{\n\"100\":{\"lock\": \"x\"}\n}\n",
        fixture.ask(SEVERAL, several, FakeConnection.readOnly()));
  }

  @Test
  public void item126_bytesOfUtf8StayWhatTheyAre() throws Exception {
    String utf8 = "\u00c3\u00bc\u00e2\u0082\u00ac";
    putGuest(100, "description: a %0A \"b\" \\ " + utf8 + "\n");
    assertValue("a %0A \\\"b\\\" \\\\ " + utf8, "description");
  }

  /** The C server sends what no JSON parser takes. */
  @Test
  public void defectD4_controlCharactersAreEscaped() throws Exception {
    putGuest(100, "name: a\tb\001c\n\"x\": y\n");
    assertValue("a\\u0009b\\u0001c", "name");
    assertReplied("{\n\"100\":{\"\\\"x\\\"\": \"y\"}\n}\n", one(100, "\"x\"\0"));
  }

  /** The C server stops at as many repetitions as there are names, and misses the cores. */
  @Test
  public void defectD5_lastOfRepeatedPropertiesCounts() throws Exception {
    putGuest(100, "lock: a\nlock: b\nlock: c\ncores: 4\n");
    assertValue("c", "lock");
    assertReplied(
        "{\n\"100\":{\"cores\": \"4\",\"lock\": \"c\"}\n}\n", several(100, 2, "cores\0lock\0"));
  }

  @Test
  public void valueEndsAtANul() throws Exception {
    putGuest(100, "lock: a\0b\nname: \0\n");
    assertValue("a", "lock");
    assertValue("", "name");
  }

  @Test
  public void namesMatchWhole() throws Exception {
    putGuest(100, "lockx: 1\nloc: 2\n lock: 3\nlock 4\n#lock: 5\n");
    assertValue(null, "lock");
    assertValue("5", "#lock");
  }

  /** The C server sends what the client cannot read (defect D12). */
  @Test
  public void answerBeyondTheNegotiatedSizeIsRefused() throws Exception {
    putGuest(100, "lock: backup\n");
    int exact = HEADER + "{\n\"100\":{\"lock\": \"backup\"}\n}\n".length();
    FakeConnection fits = FakeConnection.readWrite().withMaxMessageSize(exact);
    FakeConnection tooSmall = FakeConnection.readWrite().withMaxMessageSize(exact - 1);
    byte[] names = payload(100, "\1lock\0");
    assertEquals(0, fixture.ask(ONE, payload(0, "lock\0"), fits).error());
    assertEquals(0, fixture.ask(SEVERAL, names, fits).error());
    assertFailed(Errno.EFBIG, fixture.ask(ONE, payload(0, "lock\0"), tooSmall));
    assertFailed(Errno.EFBIG, fixture.ask(SEVERAL, names, tooSmall));
  }

  // answers that are kept

  @Test
  public void answersChangeWithTheGuests() throws Exception {
    putGuest(100, "lock: a\n");
    assertReplied("{\n\"100\":{\"lock\": \"a\"}\n}\n", one(0, "lock\0"));
    putGuest(100, "lock: b\n");
    assertReplied("{\n\"100\":{\"lock\": \"b\"}\n}\n", one(0, "lock\0"));
    new ChangeWriter(fixture.state().changes())
        .delete("nodes/testnode/qemu-server/100.conf".getBytes(ISO_8859_1));
    assertReplied(NOTHING_FOUND, one(0, "lock\0"));
  }

  @Test
  public void answersAreKeptWhileNoGuestChanges() throws Exception {
    putGuest(100, "lock: a\n");
    List<ByteString> names = List.of(ByteString.of("lock"));
    byte[] first = fixture.state().guestProperties(names, MAX_LENGTH);
    fixture.put("storage.cfg", "x");
    assertSame(first, fixture.state().guestProperties(names, MAX_LENGTH));
  }

  @Test
  public void anyNumberOfListsIsAnswered() throws Exception {
    putGuest(100, "lock: a\n");
    for (int i = 0; i < 100; i++) {
      assertReplied(NOTHING_FOUND, one(0, "p" + i + "\0"));
    }
    assertReplied("{\n\"100\":{\"lock\": \"a\"}\n}\n", one(0, "lock\0"));
  }
}
