package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.Test;

/** What programs see while others change the tree: one state of it or the next. */
public class SeenMeanwhileTest extends MountTest {

  private static final int ROUNDS = 1000;
  private static final int PATIENCE_SECONDS = 120;

  private final ExecutorService others = Executors.newSingleThreadExecutor();
  private final AtomicBoolean isOver = new AtomicBoolean();

  @After
  public void end() {
    others.shutdownNow();
  }

  private void whileOthersLook(Callable<Void> look, Callable<Void> work) throws Exception {
    Future<Void> looking =
        others.submit(
            () -> {
              while (!isOver.get()) {
                look.call();
              }
              return null;
            });
    try {
      work.call();
    } finally {
      isOver.set(true);
    }
    looking.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** A program that appends would write over what another one has appended. */
  @Test
  public void noSizeIsLessThanWhatWasWritten() throws Exception {
    long handle = shell.create("f");
    long node = shell.node("f");
    var written = new AtomicLong();
    whileOthersLook(
        () -> {
          long least = written.get();
          long byNode = shell.tree.attributes(node).size();
          assertTrue(byNode + " of " + least + " bytes", byNode >= least);
          least = written.get();
          long byName = shell.stat("f").size();
          assertTrue(byName + " of " + least + " bytes by name", byName >= least);
          return null;
        },
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            shell.write(handle, i, "x");
            written.set(i + 1L);
            Shell.await(shell.tree.files().settle(handle));
          }
          return null;
        });
    shell.close(handle);
  }

  @Test
  public void noSizeIsMoreThanIsLeftByATruncation() throws Exception {
    long handle = shell.create("f");
    whileOthersLook(
        () -> {
          shell.write(handle, 0, "x");
          return null;
        },
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            shell.write(handle, 0, "y".repeat(100));
            long truncated = shell.openTruncated("f");
            long size = shell.stat("f").size();
            assertTrue(size + " bytes", size <= 1);
            shell.close(truncated);
          }
          return null;
        });
    shell.close(handle);
  }

  @Test
  public void neitherIsThatOfARemovedFile() throws Exception {
    long handle = shell.create("f");
    long node = shell.node("f");
    shell.unlink("f");
    var written = new AtomicLong();
    whileOthersLook(
        () -> {
          long least = written.get();
          long size = shell.tree.attributes(node).size();
          assertTrue(size + " of " + least + " bytes", size >= least);
          return null;
        },
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            shell.write(handle, i, "x");
            written.set(i + 1L);
            Shell.await(shell.tree.files().settle(handle));
          }
          return null;
        });
    shell.close(handle);
  }

  @Test
  public void namesAreFoundWhileTheyAreMade() throws Exception {
    var name = Shell.name("f");
    whileOthersLook(
        () -> {
          shell
              .tree
              .lookup(MountedTree.ROOT, name)
              .ifPresent(found -> assertEquals(0, found.size()));
          return null;
        },
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            shell.mknod("f");
            shell.unlink("f");
          }
          return null;
        });
  }
}
