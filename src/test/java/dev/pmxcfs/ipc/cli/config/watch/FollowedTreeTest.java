package dev.pmxcfs.ipc.cli.config.watch;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.EntryStatus;
import dev.pmxcfs.ipc.admin.WatchedChange;
import dev.pmxcfs.ipc.admin.WatchedTree;
import dev.pmxcfs.state.tree.Attributes;
import java.util.List;
import java.util.Locale;
import org.junit.Test;

/** What a watcher makes of changes, and of the trees before and behind a gap. */
public class FollowedTreeTest {

  private final FollowedTree followed = new FollowedTree();

  private static EntryStatus directory(long inode, long parent, String name) {
    return new EntryStatus(attributes(inode, parent, inode, name), true, 0, 0);
  }

  private static EntryStatus file(long inode, long parent, long version, String name) {
    return file(inode, parent, version, name, 0);
  }

  private static EntryStatus file(long inode, long parent, long version, String name, long digest) {
    return new EntryStatus(attributes(inode, parent, version, name), false, 1, digest);
  }

  private static Attributes attributes(long inode, long parent, long version, String name) {
    return new Attributes(inode, parent, version, 0, 0, ByteString.of(name));
  }

  private static WatchedTree tree(boolean isLasting, EntryStatus... entries) {
    return new WatchedTree(100, isLasting, List.of(entries));
  }

  private void tells(List<TreeEvent> events, String... expected) {
    assertEquals(
        List.of(expected),
        events.stream()
            .map(
                event ->
                    event.kind().name().toLowerCase(Locale.ROOT)
                        + event.from().map(path -> " " + path).orElse("")
                        + " "
                        + event.entry().path())
            .toList());
  }

  @Test
  public void changesAreToldByPaths() {
    followed.begin(tree(true, directory(1, 0, "d"), file(2, 1, 2, "f"), file(3, 0, 3, "g")));
    tells(
        followed.changed(new WatchedChange(4, List.of(), List.of(file(2, 1, 4, "f")))),
        "change d/f");
    tells(
        followed.changed(new WatchedChange(5, List.of(3L), List.of(file(2, 0, 5, "g")))),
        "delete g",
        "move d/f g");
    tells(
        followed.changed(
            new WatchedChange(6, List.of(), List.of(file(8, 7, 6, "new"), directory(7, 1, "e")))),
        "create d/e",
        "create d/e/new");
    tells(
        followed.changed(new WatchedChange(9, List.of(1L, 7L, 8L), List.of())),
        "delete d/e/new",
        "delete d/e",
        "delete d");
    tells(followed.changed(new WatchedChange(10, List.of(99L), List.of())));
  }

  @Test
  public void aGapIsBridgedByVersionsWhereTheyLast() {
    followed.begin(
        tree(true, file(1, 0, 1, "same"), file(2, 0, 2, "changed"), file(3, 0, 3, "gone")));
    tells(
        followed.replaced(
            tree(true, file(1, 0, 1, "same"), file(2, 0, 9, "changed"), file(4, 0, 4, "new"))),
        "delete gone",
        "change changed",
        "create new");
    tells(
        followed.replaced(
            tree(true, file(1, 0, 1, "same"), file(2, 0, 9, "changed"), file(4, 0, 4, "new"))));
  }

  @Test
  public void aGapIsBridgedByContentsWhereVersionsBeginAnew() {
    followed.begin(tree(false, file(1, 0, 1, "same", 5), file(2, 0, 2, "changed", 6)));
    tells(
        followed.replaced(tree(false, file(7, 0, 8, "same", 5), file(1, 0, 1, "changed", 7))),
        "change changed");
  }

  @Test
  public void whatHasBecomeOfAnotherKindIsAnother() {
    followed.begin(tree(true, file(1, 0, 1, "a"), directory(2, 0, "b")));
    tells(
        followed.replaced(tree(true, directory(3, 0, "a"), file(4, 0, 4, "b"))),
        "delete b",
        "delete a",
        "create a",
        "create b");
  }
}
