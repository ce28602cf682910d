package dev.pmxcfs.state.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.OpenedState;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;

/**
 * The index by which the nodes of a cluster find whether they have the same tree, and the digests
 * in it (cluster, sections 3.1 and 3.2).
 */
public class TreeIndexTest {

  private static final int FILES = 100;
  private static final int FILE_SIZE = 32_768;
  private static final int MTIME = 1234;
  private static final int HEADER_SIZE = 32;

  @Rule public OpenedState opened = new OpenedState();

  private static Attributes attributes(long inode, long parent, int writer, int time, String name) {
    return new Attributes(inode, parent, inode, writer, time, ByteString.of(name));
  }

  /** The worked example of cluster, section 3.2. */
  private static ConfigTree example() {
    int time = 1_700_000_000;
    var root = new Attributes(0, 0, 4, 1, time + 3, ByteString.of(""));
    ConfigTree tree = new ConfigTree(Directory.empty(root));
    ConfigPath top = ConfigPath.of("");
    tree =
        tree.with(
            top, new RegularFile(attributes(2, 0, 1, time + 1, "a.cfg"), "abc".getBytes(UTF_8)));
    tree = tree.with(top, Directory.empty(attributes(3, 0, 1, time + 2, "d")));
    return tree.with(
        ConfigPath.of("d"), new RegularFile(attributes(4, 3, 1, time + 3, "e"), new byte[0]));
  }

  // cluster, item 212
  @Test
  public void digestsOfTheWorkedExample() {
    TreeIndex index = TreeIndex.of(example());
    assertEquals(
        List.of(
            "0658cee1856c74e4b3327ac3ef6dc325262d1b5d327f72a1201272f12917d280",
            "f6c8f03aa82b051f9fe1719e5ae94ad9d2f729c5edf700a70a094bd422a87640",
            "445badc3f95bd7462629f3c06924b7c153d834467db15769c3338bcdd11f3877",
            "11a3065ab61e87b0df7c7c1329781504637192b34572dec9db506275119672f7"),
        index.digests().values().stream().map(Digest::toString).toList());
    assertEquals(192, index.encode().length);
    assertEquals(
        "c64301fb34075229da0cbd078692eff75ffe7c804ba74fb25f837690d7fd8b30",
        Digest.ofBytes(index.encode()).toString());
    assertEquals(
        "1ff5d1886758dac3a070c6e2d97e7bca1b97d4bc60eb9caf33bad6c03cfda914",
        Digest.ofTree(example()).toString());
  }

  // cluster, item 214
  @Test
  public void digestsOfTheEntriesOfTheWorkedExampleAsLocks() {
    assertEquals(
        List.of(
            "85b2de817670b7ca15275bdb838f8ffd9c2bfd1610c8380d1b0da1178fdd1190",
            "37b27f8fd722174338e610038ae1afd56fade24328c326a2386a08ad8b8e6f1d",
            "b07b03af5f29e846a836875c1a4a03ebde2a6356273525479d0ac5129e7c9d83",
            "71a369346b410fc06630489280248048a9e361e7a0c0b592a6f85b3c67ead36a"),
        example().entriesByInode().stream()
            .map(Digest::ofLock)
            .map(Digest::toString)
            .collect(Collectors.toList()));
  }

  /** The C server's own check of its memory database has this one. */
  @Test
  public void item137_indexOfAHundredFiles() throws Exception {
    opened.clock().set(MTIME);
    for (int i = 0; i < FILES; i++) {
      opened.create("testfile" + i);
      opened.writer().write(OpenedState.bytes("testfile" + i), 0, new byte[FILE_SIZE], false);
    }
    assertIndex(TreeIndex.of(opened.state().tree()));
    opened.reopen();
    assertIndex(TreeIndex.of(opened.state().tree()));
  }

  private static void assertIndex(TreeIndex index) {
    assertEquals(201, index.version());
    assertEquals(200, index.lastInode());
    assertEquals(0, index.writer());
    assertEquals(MTIME, index.mtime());
    assertEquals(FILES + 1, index.digests().size());
    assertEquals(
        "913fd95015af9d93f10dd51ba2a7bb11351bcfe040be21e95fcba834adc3ec10",
        Digest.ofBytes(index.encode()).toString());
  }

  @Test
  public void fileThatWasNeverWrittenHasADigestOfItsLengthAlone() {
    Attributes attributes = attributes(2, 0, 1, 1, "f");
    Digest unwritten = Digest.ofEntry(RegularFile.unwritten(attributes, 5));
    assertFalse(unwritten.equals(Digest.ofEntry(new RegularFile(attributes, new byte[5]))));
    assertFalse(unwritten.equals(Digest.ofEntry(RegularFile.unwritten(attributes, 6))));
    assertEquals(
        Digest.ofEntry(new RegularFile(attributes, new byte[0])),
        Digest.ofEntry(RegularFile.unwritten(attributes, 0)));
  }

  @Test
  public void indexIsReadAsItIsWritten() {
    TreeIndex index = TreeIndex.of(example());
    assertEquals(index, TreeIndex.decode(index.encode()));
    assertArrayEquals(index.encode(), TreeIndex.decode(index.encode()).encode());
  }

  /** Whatever another node sends: an index, or a refusal. */
  @Test
  public void indexThatIsDamagedIsRefused() {
    byte[] whole = TreeIndex.of(example()).encode();
    for (int length = 0; length < whole.length; length++) {
      assertMalformed(Arrays.copyOf(whole, length));
    }
    for (int at : new int[] {8, 24, 28, HEADER_SIZE, HEADER_SIZE + 40, HEADER_SIZE + 80}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      assertMalformed(damaged);
    }
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        TreeIndex.decode(damaged);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage(), e.getMessage().startsWith("an index "));
      }
    }
  }

  private static void assertMalformed(byte[] bytes) {
    assertThrows(IllegalArgumentException.class, () -> TreeIndex.decode(bytes));
  }

  @Test
  public void newerIsTheHigherVersionAndThenTheLaterTime() {
    TreeIndex index = TreeIndex.of(example());
    TreeIndex later = new TreeIndex(4, 9, index.mtime() + 1, index.digests());
    TreeIndex higher = new TreeIndex(5, 0, 0, index.digests());
    TreeIndex highest = new TreeIndex(-1, 0, 0, index.digests());
    assertTrue(later.isNewerThan(index));
    assertTrue(higher.isNewerThan(later));
    assertTrue("versions are unsigned", highest.isNewerThan(higher));
    assertFalse(index.isNewerThan(later));
    assertFalse(later.isNewerThan(higher));
    assertFalse(
        "who wrote last does not count",
        new TreeIndex(4, 7, index.mtime(), index.digests()).isNewerThan(index));
    assertFalse(index.isNewerThan(index));
  }

  @Test
  public void differencesAreFoundByInodeAndDigest() {
    ConfigTree tree = example();
    TreeIndex before = TreeIndex.of(tree);
    TreeEntry file = tree.find(ConfigPath.of("a.cfg")).orElseThrow();
    ConfigTree changed =
        tree.with(ConfigPath.of(""), ((RegularFile) file).with(attributes(2, 0, 2, 1, "a.cfg")));
    changed = changed.without(ConfigPath.of("d"), ByteString.of("e"));
    TreeIndex after = TreeIndex.of(changed);
    assertEquals(List.of(2L), after.differingFrom(before));
    assertEquals(List.of(2L, 4L), before.differingFrom(after));
    assertEquals(List.of(4L), before.missingIn(after));
    assertEquals(List.of(), after.missingIn(before));
  }
}
