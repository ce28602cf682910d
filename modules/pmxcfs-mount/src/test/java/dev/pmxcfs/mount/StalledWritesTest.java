package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.pmxcfs.state.OpenedState;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Polling;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What is written while the disk or the cluster stalls (design, section 3.5). */
public class StalledWritesTest {

  /** A write of so much is a change of its own. */
  private static final int LARGE = 1 << 16;

  @Rule public final OpenedState opened = new OpenedState();

  private HeldWrites log;
  private Shell shell;
  private long f;
  private long inode;

  @Before
  public void mount() throws Exception {
    log = new HeldWrites(opened.state());
    shell = new Shell(opened, log.asState());
    shell.put("f", "");
    shell.put("g", "");
    f = shell.open("f");
    inode = NodeIds.inode(f);
  }

  @After
  public void unmount() {
    shell.close();
  }

  private void awaitAsked(long of, int count) {
    Polling.until(() -> log.asked(of) == count, count + " writes to be submitted");
  }

  /** Another file, written later, is sent after a while, and the first would have been before. */
  @Test
  public void onlyOneChangeOfAFileIsUnderWayByItself() throws Exception {
    long g = shell.open("g");
    log.hold();
    shell.write(f, 0, "a");
    awaitAsked(inode, 1);
    shell.write(f, 1, "b");
    shell.write(g, 0, "g");
    awaitAsked(NodeIds.inode(g), 1);
    assertEquals(1, log.asked(inode));
    assertEquals(1, shell.tree.stats().gatheredBytes());
    log.release();
    shell.close(g);
    shell.close(f);
    assertEquals(Optional.of("ab"), opened.config("f"));
  }

  /** Another node may have moved the end, and then the first append, since the kernel asked. */
  @Test
  public void anAppendIsSentWhenTheOneBeforeItIsStored() throws Exception {
    log.hold();
    shell.append(f, 0, "a");
    awaitAsked(inode, 1);
    shell.append(f, 1, "b");
    CompletableFuture<Void> synced = shell.tree.files().sync(f).toCompletableFuture();
    assertEquals(1, log.asked(inode));
    assertFalse(synced.isDone());
    log.release();
    Shell.await(synced);
    assertEquals(Optional.of("ab"), opened.config("f"));
    shell.close(f);
  }

  @Test
  public void soIsALargeOne() throws Exception {
    log.hold();
    shell.append(f, 0, "a");
    String large = "b".repeat(LARGE);
    CompletableFuture<Integer> written =
        shell
            .tree
            .files()
            .write(f, 1, true, large.getBytes(StandardCharsets.ISO_8859_1))
            .toCompletableFuture();
    assertEquals(1, log.asked(inode));
    log.release();
    assertEquals(LARGE, (int) Shell.await(written));
    assertEquals(Optional.of("a" + large), opened.config("f"));
    shell.close(f);
  }

  @Test
  public void aTruncationComesBehindAppendsThatWait() throws Exception {
    log.hold();
    shell.append(f, 0, "a");
    awaitAsked(inode, 1);
    shell.append(f, 1, "bc");
    var truncated =
        shell.tree.change(shell.node("f"), AttributeRequest.ofSize(2)).toCompletableFuture();
    log.release();
    assertEquals(2, Shell.await(truncated).size());
    assertEquals(Optional.of("ab"), opened.config("f"));
    shell.close(f);
  }

  @Test
  public void aFaultInSendingIsToldAtTheClose() throws Exception {
    log.fail(new OutOfMemoryError("of the test"));
    shell.write(f, 0, "a");
    Shell.assertRefused(Errno.EIO, () -> Shell.await(shell.tree.files().sync(f)));
    log.fail(null);
    shell.write(f, 0, "b");
    shell.close(f);
    assertEquals(Optional.of("b"), opened.config("f"));
  }
}
