package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import java.util.Map;
import org.junit.Test;

/** A directory counts the files in it and below, and their bytes, as it changes. */
public class DirectoryTest {

  private static final ConfigTree TREE = ListedTree.of("a=xx", "b/c=yyy", "b/d=zzzz", "e/");

  private static void assertHolds(int files, long bytes, TreeEntry entry) {
    assertEquals("files", files, entry.files());
    assertEquals("bytes", bytes, entry.bytes());
  }

  private static TreeEntry at(String path) {
    return TREE.find(ConfigPath.of(path)).orElseThrow();
  }

  @Test
  public void filesCountWithTheirBytesThroughAllDirectories() {
    assertHolds(3, 9, TREE.root());
    assertHolds(2, 7, at("b"));
    assertHolds(1, 2, at("a"));
    assertHolds(0, 0, at("e"));
  }

  @Test
  public void entryInPlaceOfAnotherCountsAlone() {
    var longer = new RegularFile(at("b/c").attributes(), new byte[10]);
    assertHolds(3, 16, TREE.with(ConfigPath.of("b"), longer).root());
    var directory = Directory.empty(at("b").attributes());
    assertHolds(1, 2, TREE.with(ConfigPath.of(""), directory).root());
  }

  @Test
  public void entryThatIsRemovedCountsNoMore() {
    assertHolds(2, 6, TREE.without(ConfigPath.of("b"), ByteString.of("c")).root());
    assertHolds(1, 2, TREE.without(ConfigPath.of(""), ByteString.of("b")).root());
    assertHolds(3, 9, TREE.without(ConfigPath.of(""), ByteString.of("none")).root());
  }

  @Test
  public void otherAttributesLeaveWhatIsHeld() {
    for (String path : new String[] {"a", "b"}) {
      var renamed = new Attributes(1, 0, 1, 0, 0, ByteString.of("n"));
      TreeEntry entry = at(path).with(renamed);
      assertEquals(renamed, entry.attributes());
      assertHolds(at(path).files(), at(path).bytes(), entry);
    }
  }

  @Test
  public void directoryOfEntriesHoldsThem() {
    TreeEntry a = at("a");
    Directory directory = Directory.of(at("e").attributes(), Map.of(a.attributes().name(), a));
    assertHolds(1, 2, directory);
    assertFalse(directory.isEmpty());
    assertTrue(((Directory) at("e")).isEmpty());
  }
}
