package dev.pmxcfs.state;

import static dev.pmxcfs.state.OpenedState.bytes;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.state.change.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.tree.TreeException;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

/** What is said of a change that is refused: what happened, to what, and the errno. */
public class RefusalTest {

  private static final int MIB = 1024 * 1024;

  @Rule public OpenedState opened = new OpenedState();

  @Before
  public void makeEntries() throws Exception {
    opened.makeDirectories("priv/lock/held");
    opened.makeDirectories("nodes/a/lxc");
    opened.makeDirectories("nodes/a/qemu-server");
    opened.create("nodes/a/lxc/100.conf");
    opened.create("nodes/a/lxc/101.conf");
    opened.create("f");
  }

  private static void assertSays(String message, ThrowingRunnable change) {
    assertEquals(message, assertThrows(TreeException.class, change).getMessage());
  }

  @Test
  public void whatIsMissing() {
    assertSays("/x: does not exist (ENOENT)", () -> opened.write("x", 0, "", true));
    assertSays("/x: does not exist (ENOENT)", () -> opened.create("x/y"));
    assertSays("/x: does not exist (ENOENT)", () -> opened.delete("//x/"));
    assertSays("/x: does not exist (ENOENT)", () -> opened.rename("x", "y"));
    assertSays("/x: does not exist (ENOENT)", () -> opened.setMtime("x", 1));
    assertSays("/x: does not exist (ENOENT)", () -> opened.removeLock("x"));
  }

  @Test
  public void whatIsThereAlready() {
    assertSays("/f: exists already (EEXIST)", () -> opened.create("f"));
    assertSays("/f: exists already (EEXIST)", () -> opened.makeDirectory("f"));
    assertSays("/nodes: exists already (ENOTDIR)", () -> opened.create("nodes"));
  }

  @Test
  public void filesAndDirectoriesInEachOthersPlace() {
    assertSays("/f: is not a directory (ENOTDIR)", () -> opened.create("f/x"));
    assertSays("/nodes: is a directory (ENOTDIR)", () -> opened.overwrite("nodes", "x"));
    assertSays("/f: is not a directory (ENOTDIR)", () -> importDirectory("f/x/y"));
  }

  @Test
  public void namesThatAreNone() {
    assertSays("/..: may not be changed (EACCES)", () -> opened.create(".."));
    assertSays("/nodes/.: may not be changed (EACCES)", () -> opened.makeDirectory("nodes/."));
    assertSays("/: the root cannot be deleted (EACCES)", () -> opened.delete("/"));
    assertSays("/: the root cannot be renamed (EACCES)", () -> opened.rename("/", "x"));
    assertSays("/a?b: contains a NUL (EINVAL)", () -> opened.create("a\0b"));
    assertSays("/?: contains a NUL (EINVAL)", () -> opened.rename("f", "\0"));
    assertSays("/a?: contains a NUL (EINVAL)", () -> importDirectory("a\0"));
  }

  @Test
  public void directoriesThatAreNotEmpty() throws Exception {
    assertSays("/nodes: is not empty (ENOTEMPTY)", () -> opened.delete("nodes"));
    assertSays("/nodes: is not empty (ENOTEMPTY)", () -> opened.rename("nodes", "x"));
    assertSays("/nodes: is not empty (ENOTEMPTY)", () -> opened.rename("f", "nodes"));
    opened.makeDirectory("d");
    assertSays("/d: cannot be moved into itself (EINVAL)", () -> opened.rename("d", "d/x"));
  }

  @Test
  public void sizes() {
    assertSays("/f: cannot be written to at -1 (EINVAL)", () -> opened.write("f", -1, "", true));
    assertSays(
        "/f: would be larger than 1048576 bytes (EFBIG)", () -> opened.write("f", MIB, "x", true));
  }

  @Test
  public void locks() throws Exception {
    String held = "priv/lock/held";
    assertSays(
        "/priv/lock/held: is a lock, which cannot be renamed (EACCES)",
        () -> opened.rename(held, "x"));
    assertSays("/priv/lock/held: is a lock that is held (EACCES)", () -> opened.removeLock(held));
    assertSays("/f: is not a lock (EACCES)", () -> opened.removeLock("f"));
    assertSays(
        "/priv/lock/held: is a lock, which takes no earlier time (EACCES)",
        () -> opened.setMtime(held, OpenedState.START - 1));
    opened.state().close();
    opened.database().execute("update tree set writer=2 where name='held'");
    opened.reopen();
    assertSays(
        "/priv/lock/held: is a lock of node 2 (EACCES)",
        () -> opened.setMtime(held, OpenedState.START));
  }

  @Test
  public void vmidsInUseAreSaidWithTheirOwner() {
    String taken = "VMID 100 is configured in nodes/a/lxc/100.conf (EEXIST)";
    String path = "nodes/a/qemu-server/100.conf";
    assertSays("/" + path + ": " + taken, () -> opened.create(path));
    assertSays("/" + path + ": " + taken, () -> opened.rename("f", path));
    assertSays("/" + path + ": " + taken, () -> opened.rename("nodes/a/lxc/101.conf", path));
    assertSays("/" + path + ": " + taken, () -> importFile(path));
  }

  private void importDirectory(String path) throws TreeException {
    opened.writer().importAll(List.of(new ImportedDirectory(bytes(path))));
  }

  private void importFile(String path) throws TreeException {
    opened.writer().importAll(List.of(new ImportedFile(bytes(path), bytes("x"))));
  }
}
