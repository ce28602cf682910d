package dev.pmxcfs.mount;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.mount.MountedFiles.Created;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.After;
import org.junit.Test;

/** What programs write into a file that another renames to and fro without a pause. */
public class RenamedMeanwhileTest extends MountTest {

  private static final int ROUNDS = 500;
  private static final int PATIENCE_SECONDS = 120;

  /** Each write of so much is a change of its own. */
  private static final int LARGE = 1 << 16;

  private final ExecutorService others = Executors.newSingleThreadExecutor();
  private final AtomicBoolean isOver = new AtomicBoolean();

  @After
  public void end() {
    others.shutdownNow();
  }

  private interface Rename {
    void rename(String from, String to) throws Exception;
  }

  private void whileRenamed(Rename rename, Callable<Void> work) throws Exception {
    Future<Void> renaming =
        others.submit(
            () -> {
              while (!isOver.get()) {
                rename.rename("f", "d/g");
                rename.rename("d/g", "f");
              }
              return null;
            });
    try {
      work.call();
    } finally {
      isOver.set(true);
    }
    renaming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void writeAndSync(Rename rename) throws Exception {
    shell.mkdir("d");
    long handle = shell.create("f");
    Shell.await(shell.tree.files().sync(handle));
    StringBuilder written = new StringBuilder();
    whileRenamed(
        rename,
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            String line = i + "\n";
            shell.write(handle, written.length(), line);
            Shell.await(shell.tree.files().sync(handle));
            written.append(line);
          }
          return null;
        });
    assertEquals(written.toString(), shell.read(handle));
    assertEquals(written.toString(), opened.config("f").orElseThrow());
    shell.close(handle);
  }

  /** A write that was acknowledged by a sync is lost if the file is not found any more. */
  @Test
  public void item447_whatIsSyncedIsThereThoughTheMountRenames() throws Exception {
    writeAndSync(shell::rename);
  }

  @Test
  public void item447_whatIsSyncedIsThereThoughOthersRename() throws Exception {
    writeAndSync(opened::rename);
  }

  /** A program that stands in a directory goes on to make names there. */
  @Test
  public void namesAreMadeInTheDirectoryThatIsMeant() throws Exception {
    shell.mkdirs("d", "f", "other");
    shell.put("other/x", "x");
    long directory = shell.node("f");
    long elsewhere = shell.node("other");
    MountedTree tree = shell.tree;
    whileRenamed(
        (from, to) -> {
          try {
            opened.rename(from, to);
          } catch (TreeException e) {
            // it has entries for a moment, and may be where it was
            assertTrue(e.getMessage(), e.errno() == Errno.ENOTEMPTY || e.errno() == Errno.ENOENT);
          }
        },
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            Created created =
                Shell.await(tree.files().create(directory, Shell.name("a"), true, false));
            shell.close(created.handle());
            Shell.await(tree.rename(directory, Shell.name("a"), directory, Shell.name("b")));
            Shell.await(tree.removeFile(directory, Shell.name("b")));
            Shell.await(tree.makeDirectory(directory, Shell.name("c")));
            Shell.await(tree.removeDirectory(directory, Shell.name("c")));
            Shell.await(tree.makeFile(directory, Shell.name("a")));
            Shell.await(tree.removeFile(directory, Shell.name("a")));
            Shell.await(tree.rename(elsewhere, Shell.name("x"), directory, Shell.name("x")));
            Shell.await(tree.rename(directory, Shell.name("x"), elsewhere, Shell.name("x")));
          }
          return null;
        });
    assertEquals("x", shell.cat("other/x"));
  }

  /** Another directory that has got the name of the first one has none of its entries. */
  @Test
  public void itsNameMayBeAnothersByThen() throws Exception {
    shell.mkdir("f");
    long directory = shell.node("f");
    opened.rename("f", "g");
    opened.makeDirectory("f");
    Shell.await(shell.tree.makeFile(directory, Shell.name("a")));
    assertEquals("a", shell.ls("g"));
    assertEquals("", shell.ls("f"));
    shell.unlink("g/a");
    shell.rmdir("g");
    Shell.assertRefused(Errno.ESTALE, () -> shell.tree.makeFile(directory, Shell.name("a")));
  }

  @Test
  public void overlappingWritesKeepTheirOrder() throws Exception {
    shell.mkdir("d");
    long handle = shell.create("f");
    Shell.await(shell.tree.files().sync(handle));
    whileRenamed(
        opened::rename,
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            byte[] last = Shell.filled(LARGE, 'b');
            CompletionStage<Integer> first =
                shell.tree.files().write(handle, 0, false, Shell.filled(LARGE, 'a'));
            CompletionStage<Integer> second = shell.tree.files().write(handle, 0, false, last);
            Shell.await(first);
            Shell.await(second);
            assertArrayEquals(last, shell.tree.files().read(handle));
          }
          return null;
        });
    shell.close(handle);
  }

  @Test
  public void timesAreSetWhereverTheFileIs() throws Exception {
    shell.mkdir("d");
    shell.put("f", "x");
    long node = shell.node("f");
    whileRenamed(
        opened::rename,
        () -> {
          for (int i = 1; i <= ROUNDS; i++) {
            Shell.await(shell.tree.change(node, AttributeRequest.ofMtime(i)));
          }
          return null;
        });
    assertEquals("x", shell.cat("f"));
  }
}
