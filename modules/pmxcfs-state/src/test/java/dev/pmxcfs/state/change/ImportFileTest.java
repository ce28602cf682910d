package dev.pmxcfs.state.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.ListedTree;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import org.junit.Test;

/** How an import writes a file. */
public class ImportFileTest {

  private static Draft draft(String... entries) throws Exception {
    return new Draft(Configuration.loaded(ListedTree.of(entries), 0), new Origin(0, 0));
  }

  private static void importFile(Draft draft, String path, String data) throws TreeException {
    new ImportFile(ConfigPath.of(path), data.getBytes(UTF_8)).applyTo(draft);
  }

  private static void assertTree(Draft draft, long version, String... entries) {
    ConfigTree tree = draft.configuration().tree();
    assertEquals(List.of(entries), ListedTree.entries(tree));
    assertEquals(version, tree.version());
  }

  @Test
  public void missingFileIsCreatedAndWrittenAsTwoChanges() throws Exception {
    Draft draft = draft("a/");
    importFile(draft, "a/b", "x");
    assertTree(draft, 2, "a/", "a/b=x");
  }

  @Test
  public void missingDirectoriesAreMadeEachAsAChange() throws Exception {
    Draft draft = draft();
    importFile(draft, "a/b/c", "x");
    assertTree(draft, 4, "a/", "a/b/", "a/b/c=x");
  }

  @Test
  public void fileOfOtherContentsIsWrittenOnceAndEndsWithThem() throws Exception {
    Draft draft = draft("a=long", "b=x");
    importFile(draft, "a", "y");
    assertTree(draft, 1, "a=y", "b=x");
  }

  @Test
  public void fileThatHasTheContentsStaysAsItIs() throws Exception {
    Draft draft = draft("a/b=x");
    importFile(draft, "a/b", "x");
    assertTrue(draft.isUnchanged());
  }

  @Test
  public void directoryWhereTheFileShouldBeIsEnotdir() throws Exception {
    Draft draft = draft("a/");
    TreeException e = assertThrows(TreeException.class, () -> importFile(draft, "a", ""));
    assertEquals(Errno.ENOTDIR, e.errno());
  }

  @Test
  public void fileWhereADirectoryShouldBeIsEnotdir() throws Exception {
    Draft draft = draft("a=x");
    TreeException e = assertThrows(TreeException.class, () -> importFile(draft, "a/b", "x"));
    assertEquals(Errno.ENOTDIR, e.errno());
  }
}
