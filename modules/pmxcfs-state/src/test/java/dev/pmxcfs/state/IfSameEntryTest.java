package dev.pmxcfs.state;

import static dev.pmxcfs.state.OpenedState.bytes;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.IfSameEntry;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.linux.Errno;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

/** A change of the entry that is meant, and of no other that has its path by now. */
public class IfSameEntryTest {

  private static final ConfigPath PATH = ConfigPath.of("f");

  @Rule public final OpenedState opened = new OpenedState();

  private long inode() {
    return opened.entry("f").orElseThrow().attributes().inode();
  }

  private static WriteFile write(String data) {
    return new WriteFile(PATH, 0, bytes(data), false);
  }

  @Test
  public void theSameEntryIsChanged() throws Exception {
    opened.put("f", "one");
    var change = new IfSameEntry(inode(), write("two2"));
    assertEquals(4, opened.writer().submit(change).result());
    assertEquals(Optional.of("two2"), opened.config("f"));
    assertEquals(List.of(PATH), List.copyOf(change.paths()));
  }

  @Test
  public void anEntryThatWasChangedIsStillTheSame() throws Exception {
    opened.put("f", "one");
    Change change = new IfSameEntry(inode(), new DeleteEntry(PATH));
    opened.overwrite("f", "other");
    opened.writer().submit(change);
    assertEquals(Optional.empty(), opened.entry("f"));
  }

  @Test
  public void anotherFileInItsPlaceIsNotWritten() throws Exception {
    opened.put("f", "old");
    opened.put("new", "new");
    Change change = new IfSameEntry(inode(), write("to the old one"));
    opened.rename("new", "f");
    opened.assertRefused(Errno.ESTALE, () -> opened.writer().submit(change));
    assertEquals(Optional.of("new"), opened.config("f"));
  }

  @Test
  public void whatIsGoneIsNotChanged() throws Exception {
    opened.put("f", "old");
    Change change = new IfSameEntry(inode(), new RenameEntry(PATH, ConfigPath.of("g")));
    opened.delete("f");
    opened.assertRefused(Errno.ENOENT, () -> opened.writer().submit(change));
  }
}
