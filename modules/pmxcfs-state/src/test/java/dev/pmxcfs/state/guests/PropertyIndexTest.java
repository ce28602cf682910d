package dev.pmxcfs.state.guests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.Test;

/** An index finds what a search of all files finds, whatever has changed since it was new. */
public class PropertyIndexTest {

  private static final ByteString NODE = ByteString.of("a");
  private static final ConfigPath GUESTS = ConfigPath.of("nodes/a/lxc");
  private static final int CHANGES = 3_000;
  private static final int GUEST_COUNT = 12;
  private static final int MAX_PARTS = 24;

  private static final String[] PARTS = {
    "a", "b", "ab", ":", ": ", "a:", "b:", " ", "\n", "\n", "\n[", "x", "\0", "\u00ff", "a:b:"
  };
  private static final List<ByteString> NAMES =
      Stream.of("a", "b", "ab", "", "x", "\u00ff", "aa", ":", "a:b", "a:", "ab:a", "ba", "a: b")
          .map(ByteString::ofLatin1)
          .toList();

  private ConfigTree tree = empty();
  private GuestList guests = GuestList.EMPTY;

  private static ConfigTree empty() {
    return ConfigTree.empty(1, 0)
        .with(ConfigPath.of(""), directory("nodes"))
        .with(ConfigPath.of("nodes"), directory("a"))
        .with(ConfigPath.of("nodes/a"), directory("lxc"));
  }

  private static Directory directory(String name) {
    return Directory.empty(attributes(ByteString.of(name)));
  }

  private static Attributes attributes(ByteString name) {
    return new Attributes(1, 0, 1, 0, 0, name);
  }

  private static GuestPath guest(long vmid) {
    return new GuestPath(NODE, GuestType.LXC, vmid);
  }

  private void put(long vmid, String config) {
    Attributes attributes = attributes(ByteString.of(vmid + ".conf"));
    tree = tree.with(GUESTS, new RegularFile(attributes, config.getBytes(ISO_8859_1)));
    guests = guests.registered(guest(vmid));
  }

  private void remove(long vmid) {
    tree = tree.without(GUESTS, ByteString.of(vmid + ".conf"));
    guests = guests.removed(guest(vmid));
  }

  /** By VMID and name; of a value also where it is in the file. */
  private static Map<String, PropertyValue> found(PropertyIndex index) {
    Map<String, PropertyValue> found = new TreeMap<>();
    index.valuesOf(
        NAMES,
        (vmid, name, value) ->
            found.merge(
                vmid + " " + name, value, (one, other) -> one.from() > other.from() ? one : other));
    return found;
  }

  private Map<String, PropertyValue> searched() {
    Map<String, PropertyValue> found = new TreeMap<>();
    var scan = new PropertyScan(NAMES);
    for (Guest guest : guests.guests()) {
      scan.valuesIn(
          tree.file(guest.path().toConfigPath()).orElseThrow(),
          (name, value) -> found.put(guest.path().vmid() + " " + name, value));
    }
    return found;
  }

  private static String randomConfig(Random random) {
    StringBuilder text = new StringBuilder();
    for (int part = random.nextInt(MAX_PARTS); part > 0; part--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }

  @Test
  public void findsWhatASearchFinds() {
    assertFindsWhatASearchFinds(PropertyIndex.MAX_LINES);
  }

  @Test
  public void findsWhatASearchFindsInFilesForWhichThereIsNoRoom() {
    for (int maxLines : new int[] {0, 1, 7, 25}) {
      assertFindsWhatASearchFinds(maxLines);
    }
  }

  private void assertFindsWhatASearchFinds(int maxLines) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    PropertyIndex index = PropertyIndex.empty(maxLines);
    for (int i = 0; i < CHANGES; i++) {
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        long vmid = 100 + random.nextInt(GUEST_COUNT);
        if (random.nextInt(4) == 0) {
          remove(vmid);
        } else {
          put(vmid, randomConfig(random));
        }
      }
      index = index.updated(tree, guests);
      String about = "seed " + seed + ", change " + i + ", of " + maxLines + " lines";
      Map<String, PropertyValue> expected = searched();
      assertEquals(about, expected, found(index));
      assertTrue(about, index.size() <= maxLines);
      for (int name = 0; name < NAMES.size(); name++) {
        String end = " " + name;
        if (expected.keySet().stream().anyMatch(key -> key.endsWith(end))) {
          assertTrue(about, index.mayHave(NAMES.get(name)));
        }
      }
    }
  }

  @Test
  public void knowsWhichNamesNoGuestHas() {
    put(100, "name: x\nnet0: mac=1:2\nempty:\n#note: y\n[snap]\nlock: z\n");
    put(101, "cores: 2\n");
    PropertyIndex index = PropertyIndex.empty().updated(tree, guests);
    for (String name : List.of("name", "net0", "net0: mac=1", "#note", "cores")) {
      assertTrue(name, index.mayHave(ByteString.of(name)));
    }
    for (String name :
        List.of("", "nam", "names", "empty", "lock", "net0: mac=1:2", "net1", "core", "zz", "!")) {
      assertFalse(name, index.mayHave(ByteString.of(name)));
    }
  }

  /** Its memory is that of its lines, and files that are gone leave none. */
  @Test
  public void hasTheLinesOfTheFilesThereAre() {
    PropertyIndex index = PropertyIndex.empty();
    for (int version = 0; version < 10; version++) {
      put(100, "name: a\ncores: " + version + "\n");
      put(101, "name: a\n");
      index = index.updated(tree, guests);
      assertEquals(3, index.size());
    }
    remove(100);
    remove(101);
    assertEquals(0, index.updated(tree, guests).size());
  }

  @Test
  public void filesForWhichThereIsRoomAgainAreInItWhenTheyChange() {
    put(100, "a: 1\nb: 1\n");
    put(101, "a: 1\n");
    PropertyIndex index = PropertyIndex.empty(2).updated(tree, guests);
    assertEquals(2, index.size());
    assertTrue("it may be in the other file", index.mayHave(ByteString.of("none")));
    remove(100);
    put(101, "a: 2\n");
    index = index.updated(tree, guests);
    assertEquals(1, index.size());
    assertFalse(index.mayHave(ByteString.of("none")));
  }

  @Test
  public void ofTheSameNameAllValuesAreHandedOver() {
    put(100, "a: 1\na: 2\n");
    List<String> values = new ArrayList<>();
    PropertyIndex.empty()
        .updated(tree, guests)
        .valuesOf(
            List.of(ByteString.of("a")),
            (vmid, name, value) -> values.add(vmid + " " + value.bytes()));
    assertEquals(List.of("100 1", "100 2"), values);
  }
}
