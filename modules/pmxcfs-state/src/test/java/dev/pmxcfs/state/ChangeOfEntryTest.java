package dev.pmxcfs.state;

import static dev.pmxcfs.state.OpenedState.bytes;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

/** A change of the entry that is meant, wherever it is, and of no other that has its path. */
public class ChangeOfEntryTest {

  private static final ConfigPath PATH = ConfigPath.of("f");

  @Rule public final OpenedState opened = new OpenedState();

  private long inode(String path) {
    return opened.entry(path).orElseThrow().attributes().inode();
  }

  private ChangeOfEntry write(String data) {
    return new ChangeOfEntry(
        inode("f"), PATH, (path, entry, others) -> new WriteFile(path, 0, bytes(data), false));
  }

  @Test
  public void theEntryIsChanged() throws Exception {
    opened.put("f", "one");
    ChangeOfEntry change = write("two2");
    opened.writer().submit(change);
    assertEquals(Optional.of("two2"), opened.config("f"));
    assertEquals(List.of(PATH), List.copyOf(change.paths()));
  }

  @Test
  public void anEntryThatWasChangedIsStillTheSame() throws Exception {
    opened.put("f", "one");
    var change =
        new ChangeOfEntry(inode("f"), PATH, (path, entry, others) -> new DeleteEntry(path));
    opened.overwrite("f", "other");
    opened.writer().submit(change);
    assertEquals(Optional.empty(), opened.entry("f"));
  }

  @Test
  public void anEntryIsFoundWhereItHasBeenMovedTo() throws Exception {
    opened.makeDirectories("a/b");
    opened.put("f", "old");
    ChangeOfEntry change = write("new");
    opened.rename("f", "a/b/g");
    opened.put("f", "another");
    opened.writer().submit(change);
    assertEquals(Optional.of("new"), opened.config("a/b/g"));
    assertEquals(Optional.of("another"), opened.config("f"));
  }

  @Test
  public void soIsADirectoryThatWasMoved() throws Exception {
    opened.makeDirectories("a/b");
    var change =
        new ChangeOfEntry(
            inode("a/b"), ConfigPath.of("a/b"), (path, entry, others) -> new SetMtime(path, 77));
    opened.rename("a/b", "c");
    opened.writer().submit(change);
    assertEquals(77, opened.entry("c").orElseThrow().attributes().mtime());
  }

  @Test
  public void anotherFileInItsPlaceIsNotWritten() throws Exception {
    opened.put("f", "old");
    opened.put("new", "new");
    ChangeOfEntry change = write("to the old one");
    opened.rename("new", "f");
    opened.assertRefused(Errno.ESTALE, () -> opened.writer().submit(change));
    assertEquals(Optional.of("new"), opened.config("f"));
  }

  @Test
  public void whatIsGoneIsNotChanged() throws Exception {
    opened.put("f", "old");
    ChangeOfEntry change = write("new");
    opened.delete("f");
    opened.assertRefused(Errno.ESTALE, () -> opened.writer().submit(change));
  }

  @Test
  public void itMayBeRefusedWhereTheEntryIsNow() throws Exception {
    opened.put("f", "old");
    var change =
        new ChangeOfEntry(
            inode("f"),
            PATH,
            (path, entry, others) -> {
              throw new TreeException(Errno.EPERM, path, "is not to be changed there");
            });
    opened.assertRefused(Errno.EPERM, () -> opened.writer().submit(change));
  }

  /** Among the nodes of a cluster, which know paths alone. */
  @Test
  public void itIsSentByThePathOfTheMoment() throws Exception {
    opened.put("f", "old");
    ChangeOfEntry change = write("new");
    opened.rename("f", "g");
    var now = Configuration.loaded(opened.state().tree(), 0);
    assertEquals("/g", change.steps(now).get(0).path().toString());
    assertEquals(1, change.steps(now).size());
  }
}
