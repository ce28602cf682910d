package dev.pmxcfs.state.database;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import java.util.List;
import org.junit.Test;

/** What becomes of rows that no sound database has (operations, section 6, step 2). */
public class TreeLoaderTest {

  private static final int MTIME = 1_795_533_456;

  private final TreeLoader loader = new TreeLoader();

  private void version(long version) {
    add(0, 0, version, TreeRow.REGULAR_FILE, "__version__", "");
  }

  private void file(long inode, long version, String name) {
    add(inode, 0, version, TreeRow.REGULAR_FILE, name, Long.toString(inode));
  }

  private void add(long inode, long parent, long version, int type, String name, String data) {
    var attributes = new Attributes(inode, parent, version, 0, MTIME, ByteString.of(name));
    loader.add(new TreeRow(attributes, type, data.getBytes()));
  }

  private List<String> faults() {
    return loader.faults().stream().map(Fault::what).toList();
  }

  private List<String> mends() {
    return loader.faults().stream().map(Fault::mend).toList();
  }

  private void assertContents(String contents, ConfigTree tree, String path) {
    assertArrayEquals(contents.getBytes(), tree.file(ConfigPath.of(path)).orElseThrow());
  }

  @Test
  public void globalVersionMayBeThatOfTheNewestEntryAndNotLess() {
    version(7);
    file(3, 7, "f");
    assertEquals(7, loader.build().version());
    assertEquals(List.of(), faults());

    var tooNew = new TreeLoader();
    tooNew.add(new TreeRow(new Attributes(0, 0, 7, 0, 0, TreeRow.VERSION_NAME), 8, new byte[0]));
    tooNew.add(new TreeRow(new Attributes(8, 0, 1, 0, 0, ByteString.of("f")), 8, new byte[0]));
    tooNew.build();
    Fault fault = tooNew.faults().get(0);
    assertEquals("the global version is 7, but there are entries up to 8", fault.what());
    assertEquals("UPDATE tree SET version = 8 WHERE inode = 0;", fault.mend());
    assertFalse("the C server serves it", fault.refused());
  }

  @Test
  public void withoutARowOfTheGlobalVersionItGoesOnFromTheHighestNumberButAtLeastFrom1() {
    assertEquals(0, loader.highestNumber());
    assertEquals(0, loader.build().version());
    String mend = mends().get(0);
    assertTrue(mend, mend.startsWith("INSERT INTO tree VALUES (0, 0, 1, 0, "));

    loader.restart();
    file(3, 2, "f");
    file(2, 5, "g");
    assertEquals(5, loader.highestNumber());
    loader.build();
    mend = mends().get(0);
    assertTrue(mend, mend.startsWith("INSERT INTO tree VALUES (0, 0, 5, 0, "));
  }

  /** As C compares them, and SQLite does not. */
  @Test
  public void numbersAreUnsigned() {
    version(-2);
    file(3, -1, "f");
    file(5, Long.MAX_VALUE, "g");
    assertEquals(-1, loader.highestNumber());
    loader.build();
    assertEquals(
        List.of(
            "the global version is 18446744073709551614, but there are entries up to"
                + " 18446744073709551615"),
        faults());
    assertEquals(List.of("UPDATE tree SET version = -1 WHERE inode = 0;"), mends());

    loader.restart();
    file(3, -1, "f");
    loader.build();
    assertEquals(
        List.of(
            "there is no global version (a row of inode 0): the server goes on from"
                + " 18446744073709551615"),
        faults());
    assertTrue(mends().get(0), mends().get(0).startsWith("INSERT INTO tree VALUES (0, 0, -1, 0, "));
  }

  @Test
  public void aNameThatTheServerMakesUpIsNamedInTheRootAndServedAllTheSame() {
    version(9);
    file(3, 1, ".version");
    add(4, 0, 1, TreeRow.DIRECTORY, "local", "");
    add(5, 4, 1, TreeRow.REGULAR_FILE, ".version", "x");
    assertContents("3", loader.build(), ".version");
    assertEquals(
        List.of(
            "inode 3 ('.version', parent 0, version 1): its name is one that the server makes up;"
                + " no command changes it",
            "inode 4 ('local', parent 0, version 1): its name is one that the server makes up;"
                + " no command changes it"),
        faults());
    assertEquals(
        List.of(
            "UPDATE tree SET name = name || '.inode-3' WHERE inode = 3;",
            "UPDATE tree SET name = name || '.inode-4' WHERE inode = 4;"),
        mends());
    assertTrue(loader.faults().stream().noneMatch(Fault::refused));
  }

  @Test
  public void ofTwoFilesWithOneNameTheNewerIsKeptAndTheOlderGetsAName() {
    version(9);
    file(1, 9, "f");
    file(2, 8, "f");
    assertContents("1", loader.build(), "f");
    assertEquals(List.of("UPDATE tree SET name = name || '.inode-2' WHERE inode = 2;"), mends());
  }

  @Test
  public void ofTwoFilesOfOneVersionThatOfTheHigherInodeIsTheNewer() {
    version(9);
    file(1, 8, "f");
    file(2, 8, "f");
    assertContents("2", loader.build(), "f");
    assertEquals(List.of("UPDATE tree SET name = name || '.inode-1' WHERE inode = 1;"), mends());
  }

  /** Of a table without a key. */
  @Test
  public void ofTwoRowsWithOneInodeTheFirstIsKept() {
    version(9);
    version(8);
    file(1, 1, "f");
    file(1, 2, "g");
    ConfigTree tree = loader.build();
    assertEquals(9, tree.version());
    assertContents("1", tree, "f");
    assertEquals(1, tree.root().files());
    assertEquals(2, faults().size());
  }

  @Test
  public void aRestartForgetsRowsAndFaults() {
    version(9);
    file(5, 1, "");
    loader.addWithoutInode();
    assertEquals(5, loader.lastInode());
    loader.restart();
    assertEquals(Long.MIN_VALUE, loader.lastInode());
    version(9);
    file(3, 1, "g");
    assertEquals(1, loader.build().root().files());
    assertEquals(List.of(), faults());
  }

  @Test
  public void gapsAreToldByTheInodesAroundThem() {
    loader.addGap(Long.MIN_VALUE, Long.MAX_VALUE, false);
    loader.addGap(Long.MIN_VALUE, 7, false);
    loader.addGap(0, 7, false);
    loader.addGap(7, Long.MAX_VALUE, false);
    loader.addGap(7, 9, true);
    assertEquals(
        List.of(
            "the rows cannot be read",
            "the rows up to inode 7 cannot be read",
            "the rows behind inode 0 up to inode 7 cannot be read",
            "the rows behind inode 7 cannot be read",
            "the contents of inode 9 cannot be read"),
        faults());
    assertTrue(loader.faults().stream().allMatch(Fault::refused));
  }

  /** They have no place that both could want. */
  @Test
  public void orphansOfOneNameAreNamedForThatTheyAreOrphansAlone() {
    version(9);
    add(3, 77, 1, TreeRow.REGULAR_FILE, "f", "x");
    add(4, 77, 1, TreeRow.REGULAR_FILE, "f", "y");
    assertTrue(loader.build().root().isEmpty());
    assertEquals(
        List.of(
            "inode 3 ('f', parent 77, version 1) is in a missing directory",
            "inode 4 ('f', parent 77, version 1) is in a missing directory"),
        faults());
  }

  @Test
  public void whatIsInAFileIsLeftOutAndTheFileStays() {
    version(9);
    file(3, 1, "f");
    add(4, 3, 1, TreeRow.REGULAR_FILE, "g", "y");
    ConfigTree tree = loader.build();
    assertContents("3", tree, "f");
    assertEquals(1, tree.root().files());
    assertEquals(
        List.of("UPDATE tree SET parent = 0, name = name || '.inode-4' WHERE inode = 4;"), mends());
  }

  @Test
  public void anInodeThatIsNoNumberIsMendedByTheNextFreeOne() {
    loader.addWithoutInode();
    assertEquals(List.of("a row has no inode"), faults());
    assertTrue(loader.faults().get(0).refused());
    assertTrue(mends().get(0), mends().get(0).contains("max(inode) + 1"));
  }

  /** Each circle once, whatever hangs on it. */
  @Test
  public void whatHangsOnACircleIsNotNamedAsOne() {
    version(9);
    add(1, 2, 1, TreeRow.DIRECTORY, "a", "");
    add(2, 1, 1, TreeRow.DIRECTORY, "b", "");
    add(3, 2, 1, TreeRow.DIRECTORY, "c", "");
    add(4, 3, 1, TreeRow.REGULAR_FILE, "f", "x");
    assertTrue(loader.build().root().isEmpty());
    assertEquals(
        List.of("UPDATE tree SET parent = 0, name = name || '.inode-1' WHERE inode = 1;"), mends());
  }
}
