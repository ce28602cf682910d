package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** What becomes of files while they are open (mount, section 5). */
public class OpenFilesTest extends MountTest {

  @Test
  public void item446_whatOthersWriteIsSeenAtOnce() throws Exception {
    shell.put("f", "one");
    long a = shell.open("f");
    long b = shell.open("f");
    shell.write(b, 0, "two!");
    assertEquals("two!", shell.read(a));
    shell.truncate("f", 1);
    assertEquals("t", shell.read(a));
    opened.overwrite("f", "by another way");
    assertEquals("by another way", shell.read(a));
    shell.close(a);
    shell.close(b);
  }

  @Test
  public void item447_whatIsWrittenGoesWhereTheFileWasRenamedTo() throws Exception {
    shell.put("f", "abc");
    long a = shell.open("f");
    shell.rename("f", "g");
    shell.write(a, 0, "W");
    assertEquals("Wbc", shell.cat("g"));
    Shell.assertRefused(Errno.ENOENT, () -> shell.stat("f"));
    shell.close(a);
  }

  @Test
  public void item448_aReplacedFileKeepsItsContents() throws Exception {
    shell.put("f", "old");
    shell.put("t", "new");
    long a = shell.open("f");
    long node = shell.node("f");
    shell.rename("t", "f");
    assertEquals("old", shell.read(a));
    shell.write(a, 3, "er");
    assertEquals("older", shell.read(a));
    assertEquals("new", shell.cat("f"));
    assertNotEquals(node, shell.node("f"));
    assertEquals(0, shell.tree.attributes(node).links());
    assertEquals(5, shell.stat(node, a).size());
    shell.close(a);
    Shell.assertRefused(Errno.ESTALE, () -> shell.tree.attributes(node));
  }

  @Test
  public void item449_aRemovedFileIsReadAndWrittenOn() throws Exception {
    shell.mkdir("priv");
    shell.put("priv/f", "abc");
    long a = shell.open("priv/f");
    long b = shell.open("priv/f");
    long node = shell.node("priv/f");
    shell.unlink("priv/f");
    long version = opened.version();
    shell.write(a, 0, "Q");
    assertEquals("Qbc", shell.read(b));
    Shell.await(shell.tree.change(node, AttributeRequest.ofSize(1)));
    assertEquals("Q", shell.read(a));
    Shell.await(shell.tree.change(node, AttributeRequest.ofMtime(77)));
    assertEquals(77, shell.tree.attributes(node).mtime());
    Shell.await(shell.tree.change(node, AttributeRequest.ofMode(0600)));
    Shell.assertRefused(Errno.EPERM, () -> shell.tree.change(node, AttributeRequest.ofMode(0640)));
    Shell.assertRefused(Errno.EFBIG, () -> shell.write(a, 1 << 20, "x"));
    assertEquals("100600", Integer.toOctalString(shell.tree.attributes(node).mode()));
    assertEquals(version, opened.version());
    shell.close(a);
    assertEquals("Q", shell.read(b));
    shell.close(b);
    Shell.assertRefused(Errno.ESTALE, () -> shell.tree.change(node, AttributeRequest.ofMode(0600)));
    Shell.assertRefused(Errno.ESTALE, () -> shell.tree.files().open(node));
  }

  @Test
  public void item450_aFileMadeAnewIsAnother() throws Exception {
    shell.put("f", "one");
    long a = shell.open("f");
    shell.unlink("f");
    shell.put("f", "two");
    shell.write(a, 0, "ONE");
    assertEquals("ONE", shell.read(a));
    assertEquals("two", shell.cat("f"));
    shell.close(a);
  }

  @Test
  public void item451_aRemovedDirectoryIsGone() throws Exception {
    shell.mkdir("d");
    long a = shell.tree.files().openDirectory(shell.node("d"));
    long node = shell.node("d");
    shell.rmdir("d");
    Shell.assertRefused(Errno.ESTALE, () -> shell.tree.files().list(a, true));
    Shell.assertRefused(Errno.ESTALE, () -> shell.tree.attributes(node));
    Shell.assertRefused(Errno.ESTALE, () -> shell.tree.makeDirectory(node, Shell.name("x")));
    shell.close(a);
  }

  @Test
  public void item452_removedFilesAreListedUnderNoName() throws Exception {
    shell.mkdir("d");
    shell.put("d/f", "x");
    shell.put("d/t", "y");
    long a = shell.open("d/f");
    shell.rename("d/t", "d/f");
    long b = shell.open("d/f");
    shell.unlink("d/f");
    assertEquals("", shell.ls("d"));
    shell.close(a);
    shell.close(b);
  }

  @Test
  public void item453_readersOfAFileThatIsReplacedMissNothing() throws Exception {
    shell.mkdir("d");
    shell.put("d/x", "a".repeat(20_000));
    ExecutorService pool = Executors.newFixedThreadPool(3);
    var end = new CountDownLatch(1);
    List<Future<Integer>> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        readers.add(pool.submit(() -> readUntil(end)));
      }
      for (int i = 0; i < 100; i++) {
        shell.put("d/t" + i, String.valueOf((char) ('a' + i % 26)).repeat(20_000));
        shell.rename("d/t" + i, "d/x");
      }
    } finally {
      end.countDown();
      pool.shutdown();
    }
    for (Future<Integer> reader : readers) {
      reader.get(120, TimeUnit.SECONDS);
    }
    assertEquals("x", shell.ls("d"));
  }

  /** As by a program that has looked the name up, and opens the file then. */
  @Test
  public void item453_aFileThatIsReplacedBeforeItIsOpenedIsRead() throws Exception {
    shell.put("f", "old");
    long node = shell.node("f");
    shell.put("t", "new");
    shell.rename("t", "f");
    long a = shell.tree.files().open(node);
    assertEquals("old", shell.read(a));
    assertEquals("new", shell.cat("f"));
    shell.close(a);
    long removed = shell.node("f");
    shell.unlink("f");
    Shell.assertRefused(Errno.ESTALE, () -> shell.tree.files().open(removed));
  }

  @Test
  public void replacedFilesAreKeptWithinBounds() throws Exception {
    assertEquals(64, keptOf(70, 1));
    assertEquals(4, keptOf(8, 1 << 20));
  }

  /** How many files can be opened after all were replaced. */
  private int keptOf(int count, int size) throws Exception {
    List<Long> nodes = new ArrayList<>();
    shell.put("f", "x".repeat(size));
    for (int i = 0; i < count; i++) {
      nodes.add(shell.node("f"));
      shell.put("t", "x".repeat(size));
      shell.rename("t", "f");
    }
    int kept = 0;
    for (long node : nodes) {
      try {
        shell.close(shell.tree.files().open(node));
        kept++;
      } catch (TreeException e) {
        assertEquals(Errno.ESTALE, e.errno());
      }
    }
    return kept;
  }

  /** How often the file was read. */
  private int readUntil(CountDownLatch end) throws Exception {
    int count = 0;
    do {
      String contents = shell.cat("d/x");
      assertEquals(20_000, contents.length());
      assertEquals(1, contents.chars().distinct().count());
      count++;
    } while (end.getCount() > 0);
    return count;
  }

  @Test
  public void item454_nothingOfARemovedFileIsLeftAfterTheEnd() throws Exception {
    shell.put("f", "x");
    long a = shell.open("f");
    shell.unlink("f");
    shell.write(a, 0, "y");
    shell.close(a);
    restart();
    assertEquals(1, opened.state().tree().root().entries());
  }

  @Test
  public void item463_aDescriptorFollowsAMigration() throws Exception {
    shell.mkdirs("nodes", "nodes/testnode", "nodes/testnode/lxc", "nodes/node2", "nodes/node2/lxc");
    shell.put("nodes/testnode/lxc/902.conf", "one\n");
    long a = shell.open("nodes/testnode/lxc/902.conf");
    shell.write(a, 0, "AA");
    shell.rename("nodes/testnode/lxc/902.conf", "nodes/node2/lxc/902.conf");
    assertEquals("AAe\n", shell.read(a));
    shell.write(a, 2, "BB");
    assertEquals("AABB", shell.cat("nodes/node2/lxc/902.conf"));
    shell.close(a);
  }

  /** The write is asked for while the rename, which nobody has told the mount of, is on its way. */
  @Test
  public void whatIsWrittenNeverLandsInTheFileThatTookThePlace() throws Exception {
    for (int i = 0; i < 50; i++) {
      shell.put("f", "old");
      shell.put("t", "new");
      long a = shell.open("f");
      CompletionStage<?> renamed =
          opened.state().changes().submit(new RenameEntry(ConfigPath.of("t"), ConfigPath.of("f")));
      shell.write(a, 0, "OLD");
      renamed.toCompletableFuture().get(120, TimeUnit.SECONDS);
      assertEquals("OLD", shell.read(a));
      assertEquals("new", shell.cat("f"));
      shell.close(a);
    }
  }

  @Test
  public void whatIsWrittenFollowsARenameThatIsOnItsWay() throws Exception {
    for (int i = 0; i < 50; i++) {
      shell.put("f", "old");
      long a = shell.open("f");
      CompletionStage<?> renamed =
          opened.state().changes().submit(new RenameEntry(ConfigPath.of("f"), ConfigPath.of("g")));
      shell.write(a, 0, "NEW");
      renamed.toCompletableFuture().get(120, TimeUnit.SECONDS);
      assertEquals("NEW", shell.cat("g"));
      shell.close(a);
    }
  }

  /** Both may be stored in one transaction, of which the mount is told when it has ended. */
  @Test
  public void whatIsWrittenJustBeforeARemovalIsKeptForWhoHasTheFileOpen() throws Exception {
    for (int i = 0; i < 200; i++) {
      String name = "f" + i;
      long handle = shell.create(name);
      CompletionStage<Long> other =
          shell.tree.makeDirectory(MountedTree.ROOT, Shell.name("d" + i)).thenApply(made -> 0L);
      assertEquals(7, shell.write(handle, 0, "written"));
      CompletionStage<Void> written = shell.tree.files().settle(handle);
      Shell.await(shell.tree.removeFile(MountedTree.ROOT, Shell.name(name)));
      Shell.await(written);
      Shell.await(other);
      assertEquals("written", shell.read(handle));
      shell.close(handle);
    }
  }
}
