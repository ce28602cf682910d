package dev.pmxcfs.state.change;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.ListedTree;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;

/** What is left of a tree that an import replaces. */
public class DeleteOthersTest {

  private static Set<ByteString> paths(String... paths) {
    return Arrays.stream(paths).map(ByteString::of).collect(Collectors.toSet());
  }

  private static void assertLeft(
      ConfigTree before,
      Set<ByteString> files,
      Set<ByteString> directories,
      Set<ByteString> kept,
      String... left)
      throws Exception {
    Draft draft = new Draft(Configuration.loaded(before, 0), new Origin(0, 0));
    new DeleteOthers(files, directories, kept).applyTo(draft);
    assertEquals(List.of(left), ListedTree.entries(draft.configuration().tree()));
  }

  @Test
  public void whatIsNotNamedIsDeletedWithAllThatIsInIt() throws Exception {
    assertLeft(ListedTree.of("a=x", "b/c/d=x", "b/e=x", "f/"), paths(), paths(), paths());
  }

  @Test
  public void namedFileStaysWithTheDirectoriesItIsIn() throws Exception {
    assertLeft(
        ListedTree.of("a/b/c=x", "a/b/d=x", "a/e=x", "f=x"),
        paths("a/b/c"),
        paths(),
        paths(),
        "a/",
        "a/b/",
        "a/b/c=x");
  }

  @Test
  public void directoryStaysForTheFirstAsForTheLastThatIsLeftInIt() throws Exception {
    assertLeft(
        ListedTree.of("a/b=x", "a/c=x", "d/e=x", "d/f=x"),
        paths("a/b", "d/f"),
        paths(),
        paths(),
        "a/",
        "a/b=x",
        "d/",
        "d/f=x");
  }

  @Test
  public void namedDirectoryStaysWithoutWhatIsInIt() throws Exception {
    assertLeft(ListedTree.of("a/b=x", "c/"), paths(), paths("a", "c"), paths(), "a/", "c/");
  }

  @Test
  public void whatIsOfAnotherKindThanNamedIsDeleted() throws Exception {
    assertLeft(ListedTree.of("a=x", "b/c=x"), paths("b"), paths("a"), paths());
  }

  @Test
  public void keptPathStaysWithAllThatIsBelow() throws Exception {
    assertLeft(
        ListedTree.of("a/b/c=x", "a/d=x", "e=x", "f=x"),
        paths(),
        paths(),
        paths("a/b", "e"),
        "a/",
        "a/b/",
        "a/b/c=x",
        "e=x");
  }

  @Test
  public void locksStay() throws Exception {
    assertLeft(
        ListedTree.of("priv/lock/ha/", "priv/key=x"),
        paths(),
        paths(),
        paths(),
        "priv/",
        "priv/lock/",
        "priv/lock/ha/");
  }

  @Test
  public void treeOfNamedEntriesAloneStaysAsItIs() throws Exception {
    ConfigTree before = ListedTree.of("a/b=x");
    Draft draft = new Draft(Configuration.loaded(before, 0), new Origin(0, 0));
    new DeleteOthers(paths("a/b"), paths("a"), paths()).applyTo(draft);
    assertEquals(before, draft.configuration().tree());
  }
}
