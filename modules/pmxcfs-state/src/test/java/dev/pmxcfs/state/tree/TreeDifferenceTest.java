package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;

/** What makes the second of two trees of the first. */
public class TreeDifferenceTest {

  private static void assertDifferences(ConfigTree before, ConfigTree after, String... expected) {
    List<String> found =
        TreeDifference.between(before, after).stream()
            .map(difference -> difference.kind() + " " + difference.path().toLatin1())
            .toList();
    assertEquals(List.of(expected), found);
  }

  @Test
  public void treesOfTheSameNamesAndContentsDoNotDiffer() {
    ConfigTree tree = ListedTree.of("a/b=x", "c/");
    assertDifferences(tree, tree);
    assertDifferences(tree, ListedTree.of("c/", "a/b=x"));
  }

  @Test
  public void fileDiffersByItsContents() {
    assertDifferences(
        ListedTree.of("a=x", "b=x", "c=x"), ListedTree.of("a=x", "b=y", "c=x"), "CHANGE b");
  }

  @Test
  public void fileInDirectoriesIsNamedByItsWholePath() {
    assertDifferences(
        ListedTree.of("a/b/c=x", "a/b/d=x"), ListedTree.of("a/b/c=y", "a/b/d=x"), "CHANGE a/b/c");
  }

  @Test
  public void directoryIsCreatedBeforeWhatIsInIt() {
    assertDifferences(
        ListedTree.of("z=x"),
        ListedTree.of("a/b/c=x", "a/d=x", "z=x"),
        "CREATE a/",
        "CREATE a/b/",
        "CREATE a/b/c",
        "CREATE a/d");
  }

  @Test
  public void directoryIsDeletedAfterWhatIsInIt() {
    assertDifferences(
        ListedTree.of("a/b/c=x", "a/d=x", "z=x"),
        ListedTree.of("z=x"),
        "DELETE a/b/c",
        "DELETE a/b/",
        "DELETE a/d",
        "DELETE a/");
  }

  @Test
  public void fileThatBecomesADirectoryIsDeletedFirst() {
    assertDifferences(
        ListedTree.of("a=x"), ListedTree.of("a/b=x"), "DELETE a", "CREATE a/", "CREATE a/b");
  }

  @Test
  public void directoryThatBecomesAFileIsDeletedFirst() {
    assertDifferences(
        ListedTree.of("a/b=x"), ListedTree.of("a=x"), "DELETE a/b", "DELETE a/", "CREATE a");
  }

  @Test
  public void nameMayBeInAnyEncoding() {
    assertDifferences(ListedTree.of(), ListedTree.of("\u00e4\u00ff=x"), "CREATE \u00e4\u00ff");
  }
}
