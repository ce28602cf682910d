package dev.pmxcfs.state;

import static dev.pmxcfs.state.OpenedState.bytes;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.change.ImportedEntry.KeptEntry;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What an import would change: a preview tells it and does nothing. */
public class ImportAllTest {

  @Rule public final OpenedState opened = new OpenedState();

  @Before
  public void makeEntries() throws Exception {
    opened.makeDirectories("a/b");
    opened.put("a/b/f", "f");
    opened.put("a/g", "g");
    opened.makeDirectory("empty");
    opened.put("h", "h");
  }

  private static ImportedEntry file(String path, String contents) {
    return new ImportedFile(bytes(path), bytes(contents));
  }

  private static ImportedEntry directory(String path) {
    return new ImportedDirectory(bytes(path));
  }

  private static ImportedEntry kept(String path) {
    return new KeptEntry(bytes(path));
  }

  /** In the preview and in the import itself. */
  private void assertChanges(ImportMode mode, List<String> changes, ImportedEntry... entries)
      throws TreeException {
    ConfigTree before = opened.state().tree();
    List<String> found =
        new ImportAll(List.of(entries), mode)
            .preview(before).stream()
                .map(difference -> difference.kind() + " " + difference.path())
                .sorted()
                .toList();
    assertEquals(changes, found);
    assertEquals("nothing is done", before, opened.state().tree());
    opened.writer().importAll(List.of(entries), mode);
    assertEquals(
        "nothing is left to do",
        List.of(),
        new ImportAll(List.of(entries), mode).preview(opened.state().tree()));
  }

  @Test
  public void whatIsMergedLeavesTheOthers() throws Exception {
    assertChanges(
        ImportMode.MERGE,
        List.of("CHANGE h", "CREATE n/", "CREATE n/m/", "CREATE n/m/f", "CREATE o/"),
        file("h", "new"),
        file("n/m/f", "f"),
        file("a/g", "g"),
        directory("o"));
  }

  @Test
  public void whatReplacesDeletesTheOthers() throws Exception {
    assertChanges(
        ImportMode.REPLACE,
        List.of("CREATE n", "DELETE a/b/", "DELETE a/b/f", "DELETE h"),
        file("a/g", "g"),
        file("n", ""),
        directory("empty"));
  }

  @Test
  public void theDirectoriesOfWhatIsBroughtInStay() throws Exception {
    assertChanges(
        ImportMode.REPLACE, List.of("DELETE a/g", "DELETE empty/", "DELETE h"), file("a/b/f", "f"));
    assertChanges(ImportMode.REPLACE, List.of("DELETE a/b/f"), directory("a/b"));
  }

  /** They are not deleted and made anew, which would give them another inode. */
  @Test
  public void directoriesThatAreEmptiedAndFilledStayTheSame() throws Exception {
    long a = inode("a");
    long empty = inode("empty");
    List<ImportedEntry> entries = List.of(file("a/c/n", "n"), directory("empty"));
    opened.writer().importAll(entries, ImportMode.REPLACE);
    assertEquals(a, inode("a"));
    assertEquals(empty, inode("empty"));
  }

  private long inode(String path) {
    return opened.entry(path).orElseThrow().attributes().inode();
  }

  @Test
  public void whatIsKeptStaysWithAllThatIsInIt() throws Exception {
    assertChanges(
        ImportMode.REPLACE, List.of("DELETE a/g", "DELETE empty/", "DELETE h"), kept("a/b"));
    assertChanges(ImportMode.REPLACE, List.of(), kept("a/b/f"), kept("none"));
  }

  @Test
  public void aFileMayTakeThePlaceOfADirectoryWhereOthersAreDeleted() throws Exception {
    assertChanges(
        ImportMode.REPLACE,
        List.of(
            "CREATE a",
            "CREATE h/",
            "DELETE a/",
            "DELETE a/b/",
            "DELETE a/b/f",
            "DELETE a/g",
            "DELETE empty/",
            "DELETE h"),
        file("a", "x"),
        directory("h"));
  }

  @Test
  public void aPreviewRefusesWhatTheImportWould() {
    assertRefused(Errno.EINVAL, file("x\0", ""));
    assertRefused(Errno.ENOTDIR, file("h/x", ""));
    assertRefused(Errno.ENOTDIR, directory("h"));
    assertRefused(
        Errno.EEXIST, file("nodes/a/lxc/100.conf", ""), file("nodes/a/qemu-server/100.conf", ""));
  }

  private void assertRefused(int errno, ImportedEntry... entries) {
    ConfigTree tree = opened.state().tree();
    TreeException refused =
        assertThrows(
            TreeException.class,
            () -> new ImportAll(List.of(entries), ImportMode.MERGE).preview(tree));
    assertEquals(errno, refused.errno());
    opened.assertRefused(
        errno, () -> opened.writer().importAll(List.of(entries), ImportMode.MERGE));
  }
}
