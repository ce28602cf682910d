package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.MountedFiles.Created;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

/** Files that programs make and write, which are stored when they close them (design, 3.5). */
public class MadeFilesTest extends MountTest {

  private static final int THREADS = 8;
  private static final int ROUNDS = 200;
  private static final int PATIENCE_SECONDS = 120;

  /** The fewest transactions that one of many rounds took: a slow machine may take more. */
  private int fewestTransactions(Callable<Void> round) throws Exception {
    var transactions = new AtomicInteger();
    opened.state().follow((before, after, change) -> transactions.incrementAndGet());
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      int before = transactions.get();
      round.call();
      fewest = Math.min(fewest, transactions.get() - before);
    }
    return fewest;
  }

  @Test
  public void makingWritingAndClosingIsOneTransaction() throws Exception {
    assertEquals(
        1,
        fewestTransactions(
                () -> {
                  long handle = shell.create("f");
                  shell.write(handle, 0, "one");
                  shell.write(handle, 3, "two");
                  shell.close(handle);
                  assertEquals(Optional.of("onetwo"), opened.config("f"));
                  opened.delete("f");
                  return null;
                })
            - 1);
  }

  @Test
  public void soIsMakingAndClosing() throws Exception {
    assertEquals(
        1,
        fewestTransactions(
                () -> {
                  shell.close(shell.create("f"));
                  assertEquals(Optional.of(""), opened.config("f"));
                  opened.delete("f");
                  return null;
                })
            - 1);
  }

  /** With the renaming it is two. */
  @Test
  public void replacingByARenameIsTwoTransactions() throws Exception {
    assertEquals(
        2,
        fewestTransactions(
            () -> {
              shell.put("f.tmp", "x".repeat(80));
              shell.rename("f.tmp", "f");
              return null;
            }));
  }

  @Test
  public void item422_theInodeStays() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      var name = Shell.name("f" + i);
      Created created = Shell.await(shell.tree.files().create(MountedTree.ROOT, name, true, false));
      long inode = created.attributes().node();
      assertEquals(inode, shell.stat(inode, created.handle()).node());
      assertEquals(inode, shell.tree.attributes(inode).node());
      shell.write(created.handle(), 0, "x");
      assertEquals(1, shell.tree.attributes(inode).size());
      shell.close(created.handle());
      assertEquals(inode, shell.node("f" + i));
      assertEquals(inode, opened.entry("f" + i).orElseThrow().attributes().inode());
    }
  }

  @Test
  public void whoeverLooksSeesWhatWasMade() throws Exception {
    long handle = shell.create("f");
    assertEquals(Optional.of(""), opened.config("f"));
    shell.close(handle);
    long other = shell.create("g");
    Shell.await(shell.tree.settle());
    assertTrue(shell.tree.isSettled(MountedTree.ROOT, Shell.name("g")));
    assertTrue(shell.tree.isListingSettled(MountedTree.ROOT));
    assertEquals(
        "f g", shell.ls("").replaceAll("\\.\\w+ |local|lxc|openvz|qemu-server", "").strip());
    assertEquals("", shell.read(other));
    shell.close(other);
  }

  @Test
  public void whatIsMadeIsThereForOtherChanges() throws Exception {
    long first = shell.create("f");
    shell.rename("f", "g");
    shell.write(first, 0, "x");
    shell.close(first);
    assertEquals("x", shell.cat("g"));
    long second = shell.create("f");
    shell.unlink("f");
    shell.write(second, 0, "gone");
    assertEquals("gone", shell.read(second));
    shell.close(second);
    assertEquals(Optional.empty(), opened.config("f"));
    shell.mkdir("d");
    long third = shell.create("d/f");
    Shell.assertRefused(Errno.ENOTEMPTY, () -> shell.rmdir("d"));
    shell.close(third);
  }

  /** By an administrator, who does not ask the mount. */
  @Test
  public void whatOthersRemoveAtOnceGoesOnForItsProgram() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      long handle = shell.create("f");
      opened.delete("f");
      shell.write(handle, 0, "abc");
      assertEquals("abc", shell.read(handle));
      shell.close(handle);
      assertEquals(Optional.empty(), opened.config("f"));
    }
  }

  private void makeWritesFail() throws Exception {
    opened
        .database()
        .execute(
            "create trigger broken before insert on tree when new.inode=0"
                + " begin select raise(abort, 'broken'); end");
  }

  @Test
  public void whatIsKeptOutIsToldAndVanishes() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    shell.tree.tell(
        new NodeCache() {
          @Override
          public void changed(long node) {}

          @Override
          public void nameChanged(long directory, ByteString name) {
            told.add(directory + " " + name);
          }

          @Override
          public void nameRemoved(long directory, long node, ByteString name) {}
        });
    makeWritesFail();
    long handle = shell.create("f");
    Shell.assertRefused(
        Errno.EIO,
        () -> {
          shell.write(handle, 0, "abc");
          Shell.await(shell.tree.files().sync(handle));
        });
    assertEquals(Optional.empty(), shell.tree.lookup(MountedTree.ROOT, Shell.name("f")));
    assertEquals(List.of("1 f"), told);
    Shell.assertRefused(Errno.EIO, () -> shell.write(handle, 0, "abc"));
    Shell.assertRefused(Errno.EIO, () -> shell.read(handle));
    Shell.assertRefused(Errno.EIO, () -> shell.close(handle));
    Shell.assertRefused(Errno.EIO, () -> shell.create("g"));
    opened.database().execute("drop trigger broken");
    restart();
    Shell.assertRefused(Errno.ENOENT, () -> shell.stat("f"));
  }

  @Test
  public void whatIsMadeIsThereAfterTheEnd() throws Exception {
    shell.tree.files().release(shell.create("f"));
    restart();
    assertEquals("", shell.cat("f"));
  }

  /** Who may open what is there gets it whoever has made it, and one alone is told that it did. */
  @Test
  public void everyoneOpensWhatOneMakes() throws Exception {
    race(false, false);
  }

  @Test
  public void everyoneOpensWhatOneMakesToWriteItAnew() throws Exception {
    race(false, true);
  }

  @Test
  public void oneAloneMakesItForItself() throws Exception {
    race(true, false);
  }

  private void race(boolean exclusive, boolean truncate) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (int i = 0; i < ROUNDS; i++) {
        var name = Shell.name("f" + i);
        var go = new CountDownLatch(1);
        List<Future<Long>> racing = new ArrayList<>();
        for (int j = 0; j < THREADS; j++) {
          racing.add(
              threads.submit(
                  () -> {
                    go.await();
                    return made(name, exclusive, truncate);
                  }));
        }
        go.countDown();
        Set<Long> inodes = new HashSet<>();
        int refused = 0;
        for (Future<Long> one : racing) {
          long inode = one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
          refused += inode < 0 ? 1 : 0;
          inodes.add(inode);
        }
        assertEquals(exclusive ? THREADS - 1 : 0, refused);
        inodes.remove(-1L);
        assertEquals(Set.of(shell.node("f" + i)), inodes);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** The inode; -1 if it was there. */
  private long made(ByteString name, boolean exclusive, boolean truncate) throws Exception {
    var files = shell.tree.files();
    try {
      Created created = Shell.await(files.create(MountedTree.ROOT, name, exclusive, truncate));
      shell.close(created.handle());
      return created.attributes().node();
    } catch (TreeException e) {
      assertEquals(e.getMessage(), Errno.EEXIST, e.errno());
      return -1;
    }
  }

  @Test
  public void aFileThatIsMadeIsNoOtherGuests() throws Exception {
    shell.mkdirs("nodes", "nodes/a", "nodes/b", "nodes/a/lxc", "nodes/b/lxc");
    shell.put("nodes/a/lxc/100.conf", "x");
    for (boolean exclusive : new boolean[] {true, false}) {
      var directory = shell.node("nodes/b/lxc");
      var name = Shell.name("100.conf");
      Shell.assertRefused(
          Errno.EEXIST,
          () -> Shell.await(shell.tree.files().create(directory, name, exclusive, false)));
    }
    assertFalse(opened.state().tree().find(ConfigPath.of("nodes/b/lxc/100.conf")).isPresent());
  }
}
