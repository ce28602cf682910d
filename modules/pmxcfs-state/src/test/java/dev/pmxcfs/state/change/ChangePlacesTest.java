package dev.pmxcfs.state.change;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.ListedTree;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;

/**
 * A change says where its entries are, so that who follows a tree of thousands need not look
 * through it with each change.
 */
public class ChangePlacesTest {

  private static final long NOW = 1_700_000_000L;

  private final Configuration before;

  public ChangePlacesTest() throws Exception {
    ConfigTree tree = ListedTree.of("d/f=f", "d/g=g", "e/h=h");
    var root = tree.root().attributes();
    before = Configuration.loaded(tree.with(root.changed(tree.root().entries(), 0, 0)), NOW);
  }

  private static ConfigPath path(String path) {
    return ConfigPath.of(path);
  }

  /** Where the change says that its entries are; what is removed with a minus. */
  private Set<String> places(Change... changes) throws Exception {
    Configuration configuration = before;
    var entries = new ChangedEntries(before.tree());
    for (Change change : changes) {
      var draft = new Draft(configuration, new Origin(1, NOW));
      change.applyTo(draft);
      entries.add(draft.change());
      configuration = draft.configuration();
    }
    TreeChange all = entries.toChange(configuration.tree().root());
    assertAreThere(all, configuration.tree());
    Map<Long, ConfigPath> named = new TreeMap<>(all.places());
    Set<String> places = new HashSet<>();
    for (TreeEntry entry : all.changed()) {
      places.add(named.get(entry.attributes().inode()).canonical().toString());
    }
    for (long inode : all.removed()) {
      places.add("-" + named.get(inode).canonical());
    }
    return places;
  }

  private void assertAreThere(TreeChange change, ConfigTree after) {
    for (TreeEntry entry : change.changed()) {
      long inode = entry.attributes().inode();
      assertSame(after.path(inode), change.path(inode, after));
    }
    for (long inode : change.removed()) {
      assertSame(before.tree().path(inode), change.path(inode, before.tree()));
    }
  }

  private static void assertSame(Optional<ConfigPath> expected, Optional<ConfigPath> found) {
    assertEquals(expected.map(ConfigPath::canonical), found.map(ConfigPath::canonical));
  }

  @Test
  public void whatIsMadeAndWrittenIsWhereItIs() throws Exception {
    assertEquals(
        Set.of("d/new", "e/h"),
        places(
            new CreateFile(path("d/new")), new WriteFile(path("e/h"), 0, new byte[] {'x'}, false)));
  }

  @Test
  public void whatIsRemovedIsWhereItWas() throws Exception {
    assertEquals(Set.of("-d/f"), places(new DeleteEntry(path("d/f"))));
  }

  @Test
  public void whatIsRenamedIsWhereItIsNowAndWhatItReplacesWhereItWas() throws Exception {
    assertEquals(Set.of("d/g", "-d/g"), places(new RenameEntry(path("d/f"), path("d/g"))));
  }

  /** The place that is known is another one then, and only then it is looked for. */
  @Test
  public void whatIsRenamedAndRemovedIsFoundAllTheSame() throws Exception {
    assertEquals(
        Set.of("-d/new"),
        places(new RenameEntry(path("d/f"), path("d/new")), new DeleteEntry(path("d/new"))));
    var nothing = new TreeChange(before.tree().root(), Set.of(), Set.of());
    long inode = before.tree().find(path("e/h")).orElseThrow().attributes().inode();
    assertSame(Optional.of(path("e/h")), nothing.path(inode, before.tree()));
  }
}
