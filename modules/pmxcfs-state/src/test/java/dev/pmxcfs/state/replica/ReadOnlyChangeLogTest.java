package dev.pmxcfs.state.replica;

import static dev.pmxcfs.state.OpenedState.bytes;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.state.ChangeWriter;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

/**
 * A directory that is served is for reading alone: every change is refused, and says where to go.
 */
public class ReadOnlyChangeLogTest {

  private static final byte[] PATH = bytes("f");
  private static final byte[] DATA = bytes("x");

  private final ChangeWriter writer = new ChangeWriter(new ReadOnlyChangeLog(Path.of("/srv/pve")));

  @Test
  public void everyChangeIsErofs() {
    assertRefused(() -> writer.makeDirectory(PATH));
    assertRefused(() -> writer.create(PATH));
    assertRefused(() -> writer.write(PATH, 0, DATA, true));
    assertRefused(() -> writer.put(PATH, DATA));
    assertRefused(() -> writer.setMtime(PATH, 1));
    assertRefused(() -> writer.delete(PATH));
    assertRefused(() -> writer.rename(PATH, bytes("g")));
    assertRefused(() -> writer.removeLock(PATH));
    assertRefused(() -> writer.importAll(List.of(new ImportedFile(PATH, DATA))));
    assertRefused(() -> writer.importAll(List.of()));
  }

  private static void assertRefused(ThrowingRunnable change) {
    TreeException refused = assertThrows(TreeException.class, change);
    assertEquals(Errno.EROFS, refused.errno());
    assertEquals(
        "the files of /srv/pve are served as they are; change them there (EROFS)",
        refused.getMessage());
  }
}
