package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.OpenedState;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Rule;
import org.junit.Test;

/** A view that follows changes, beside one that is made of the whole tree. */
public class TreeViewTest {

  private static final String[] NAMES = {"priv", "nodes", "a", "100.mount"};

  @Rule public final OpenedState opened = new OpenedState();

  private final Random random = new Random(42);

  private ConfigPath path() {
    StringBuilder path = new StringBuilder(name());
    for (int depth = random.nextInt(4); depth > 0; depth--) {
      path.append('/').append(name());
    }
    return ConfigPath.of(path.toString());
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  private Change change() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> new MakeDirectory(path());
      case 2 -> new CreateFile(path());
      case 3 -> new WriteFile(path(), 0, new byte[random.nextInt(3)], false);
      case 4 -> new RenameEntry(path(), path());
      default -> new DeleteEntry(path());
    };
  }

  private void assertIsOf(TreeView followed) {
    TreeView whole = TreeView.of(followed.tree());
    int count = 0;
    for (TreeEntry entry : followed.tree().entriesByInode()) {
      assertSame(entry, followed.find(entry.attributes().inode()).orElseThrow());
      ConfigPath path = followed.path(entry);
      assertSame(entry, followed.tree().find(path).orElseThrow());
      assertEquals(whole.path(entry).canonical(), path.canonical());
      assertEquals(path.toString(), path.isPrivate(), followed.isPrivate(entry));
      count++;
    }
    assertEquals(followed.tree().root().entries(), count);
  }

  @Test
  public void whatFollowsIsWhatIsThere() throws Exception {
    var view = new AtomicReference<TreeView>();
    view.set(
        TreeView.of(
            opened
                .state()
                .follow((before, after, change) -> view.set(view.get().changed(after, change)))));
    for (int round = 0; round < 150; round++) {
      List<CompletionStage<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 8; i++) { // of which some come in one transaction
        outcomes.add(opened.state().changes().submit(change()));
      }
      for (CompletionStage<Outcome> outcome : outcomes) {
        outcome.toCompletableFuture().get(120, TimeUnit.SECONDS);
      }
      assertSame(opened.state().tree(), view.get().tree());
      assertIsOf(view.get());
    }
    assertTrue(opened.version() > 100);
  }

  @Test
  public void whatIsRemovedIsNotFound() throws Exception {
    opened.put("f", "x");
    long inode = opened.entry("f").orElseThrow().attributes().inode();
    TreeView[] view = new TreeView[1];
    view[0] =
        TreeView.of(
            opened
                .state()
                .follow((before, after, change) -> view[0] = view[0].changed(after, change)));
    assertTrue(view[0].find(inode).isPresent());
    opened.delete("f");
    assertTrue(view[0].find(inode).isEmpty());
  }
}
