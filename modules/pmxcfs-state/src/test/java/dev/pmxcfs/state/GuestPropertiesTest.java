package dev.pmxcfs.state;

import static dev.pmxcfs.state.OpenedState.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.AnswerTooLongException;
import dev.pmxcfs.api.ByteString;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What guests' configurations say, as it is answered (operations, sections 4.11 and 5.8). */
public class GuestPropertiesTest {

  private static final String CONTAINER = "nodes/a/lxc/101.conf";
  private static final String MACHINE = "nodes/a/qemu-server/100.conf";
  private static final String NOTHING = "{\n\n}\n";
  private static final int MAX_LENGTH = 1024 * 1024;
  private static final int MAX_NAMES = 255;

  @Rule public OpenedState opened = new OpenedState();

  @Before
  public void makeGuests() throws Exception {
    opened.makeDirectories("nodes/a/lxc");
    opened.makeDirectories("nodes/a/qemu-server");
    opened.put(CONTAINER, "tags: c\n");
    opened.put(MACHINE, "lock: backup\ntags: a;b\n");
  }

  private static List<ByteString> names(String... names) {
    return Arrays.stream(names).map(ByteString::of).toList();
  }

  private Optional<String> ofOne(long vmid, String... names) {
    return opened
        .state()
        .guestProperties(vmid, names(names), MAX_LENGTH)
        .map(found -> new String(found, UTF_8));
  }

  private String ofAll(String... names) {
    return new String(opened.state().guestProperties(names(names), MAX_LENGTH), UTF_8);
  }

  @Test
  public void ofOneGuest() {
    assertEquals(
        Optional.of("{\n\"100\":{\"lock\": \"backup\",\"tags\": \"a;b\"}\n}\n"),
        ofOne(100, "lock", "tags"));
    assertEquals(Optional.of("{\n\"101\":{\"tags\": \"c\"}\n}\n"), ofOne(101, "lock", "tags"));
    assertEquals(Optional.of(NOTHING), ofOne(101, "lock"));
  }

  @Test
  public void thereIsNoAnswerForAGuestThatIsMissingOrEmpty() throws Exception {
    assertEquals(Optional.empty(), ofOne(102, "lock"));
    opened.overwrite(MACHINE, "");
    assertEquals(Optional.empty(), ofOne(100, "lock"));
    opened.overwrite(MACHINE, "x");
    assertEquals(Optional.of(NOTHING), ofOne(100, "lock"));
  }

  @Test
  public void ofAllGuestsByVmid() throws Exception {
    assertEquals("{\n\"100\":{\"tags\": \"a;b\"},\n\"101\":{\"tags\": \"c\"}\n}\n", ofAll("tags"));
    assertEquals("{\n\"100\":{\"lock\": \"backup\"}\n}\n", ofAll("lock"));
    assertEquals(NOTHING, ofAll("name"));
    opened.overwrite(MACHINE, "");
    assertEquals("{\n\"101\":{\"tags\": \"c\"}\n}\n", ofAll("tags"));
  }

  @Test
  public void ofAllGuestsAfterChanges() throws Exception {
    ofAll("tags");
    opened.overwrite(CONTAINER, "tags: new\n");
    assertEquals(
        "{\n\"100\":{\"tags\": \"a;b\"},\n\"101\":{\"tags\": \"new\"}\n}\n", ofAll("tags"));
    opened.delete(MACHINE);
    assertEquals("{\n\"101\":{\"tags\": \"new\"}\n}\n", ofAll("tags"));
  }

  @Test
  public void isKeptWhileNoGuestChanges() throws Exception {
    byte[] first = opened.state().guestProperties(names("tags"), MAX_LENGTH);
    opened.writer().put(bytes("storage.cfg"), bytes("x"));
    assertSame(first, opened.state().guestProperties(names("tags"), MAX_LENGTH));
  }

  private byte[] kept(String... names) {
    return opened.state().guestProperties(names(names), MAX_LENGTH);
  }

  @Test
  public void namesThatNoGuestHasTakeNoAnswerOfTheirOwn() {
    assertSame(kept("tags", "lock"), kept("none", "tags", "n", "lock", "tagss", ""));
    byte[] nothing = kept("none");
    for (int i = 0; i < 1000; i++) {
      assertSame(nothing, kept("none" + i, "tags:" + i));
    }
    assertSame("what is asked for again and again stays", kept("tags"), kept("new", "tags"));
  }

  @Test
  public void namesThatAGuestGetsLaterAreFound() throws Exception {
    assertEquals(NOTHING, ofAll("none"));
    opened.overwrite(CONTAINER, "none: 1\n");
    assertEquals("{\n\"101\":{\"none\": \"1\"}\n}\n", ofAll("none"));
    opened.overwrite(CONTAINER, "tags: c\n");
    assertEquals(NOTHING, ofAll("none"));
  }

  @Test
  public void answerMayBeAsLongAsTheClientCanRead() {
    List<ByteString> tags = names("tags");
    int ofOne = ofOne(101, "tags").orElseThrow().length();
    int ofAll = ofAll("tags").length();
    assertEquals(ofOne, opened.state().guestProperties(101, tags, ofOne).orElseThrow().length);
    assertEquals(ofAll, opened.state().guestProperties(tags, ofAll).length);
    assertThrows(
        AnswerTooLongException.class, () -> opened.state().guestProperties(101, tags, ofOne - 1));
    assertThrows(
        AnswerTooLongException.class, () -> opened.state().guestProperties(tags, ofAll - 1));
  }

  /** They would have 255 MiB, and be made for each request. */
  @Test
  public void answersThatAreTooLongAreGivenUpEarly() throws Exception {
    opened.overwrite(MACHINE, "tags: " + "x".repeat(MAX_LENGTH - 100) + "\n");
    List<ByteString> often = Collections.nCopies(MAX_NAMES, ByteString.of("tags"));
    long before = allocated();
    assertThrows(
        AnswerTooLongException.class, () -> opened.state().guestProperties(100, often, MAX_LENGTH));
    assertThrows(
        AnswerTooLongException.class, () -> opened.state().guestProperties(often, MAX_LENGTH));
    assertTrue("no such value is copied", allocated() - before < MAX_LENGTH);
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
