package dev.pmxcfs.state;

import static dev.pmxcfs.state.OpenedState.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import dev.pmxcfs.state.tree.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What guests' configurations say, as it is answered (operations specification, 4.11 and 5.8). */
public class GuestPropertiesTest {

  private static final String CONTAINER = "nodes/a/lxc/101.conf";
  private static final String MACHINE = "nodes/a/qemu-server/100.conf";
  private static final String NOTHING = "{\n\n}\n";

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
        .guestProperties(vmid, names(names))
        .map(found -> new String(found, UTF_8));
  }

  private String ofAll(String... names) {
    return new String(opened.state().guestProperties(names(names)), UTF_8);
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
    byte[] first = opened.state().guestProperties(names("tags"));
    opened.writer().put(bytes("storage.cfg"), bytes("x"));
    assertSame(first, opened.state().guestProperties(names("tags")));
  }
}
