package dev.pmxcfs.mount;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.OpenedState;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/**
 * What a kernel is told of a file that others change while a call of its own does: it has pages of
 * the file if a program has mapped it, and knows of what the call has written alone (mount, section
 * 15.4).
 */
public class ToldMeanwhileTest {

  /** A write of so much is a change of its own, which a call waits for. */
  private static final int LARGE = 1 << 16;

  private static final String DATA = "x".repeat(LARGE);

  @Rule public final OpenedState opened = new OpenedState();

  private final ToldNodes told = new ToldNodes();
  private HeldWrites log;
  private Shell shell;
  private long f;

  @Before
  public void mount() throws Exception {
    log = new HeldWrites(opened.state());
    shell = new Shell(opened, log.asState());
    shell.put("f", "old,");
    f = shell.open("f");
    shell.tree.tell(told);
  }

  @After
  public void unmount() throws Exception {
    shell.close(f);
    shell.close();
  }

  private void assertTold(int times) {
    assertEquals(Collections.nCopies(times, f), told.nodes());
    told.nodes().clear();
  }

  private CompletableFuture<Integer> begin(long offset, boolean atEnd) throws Exception {
    return shell
        .tree
        .files()
        .write(f, offset, atEnd, DATA.getBytes(ISO_8859_1))
        .toCompletableFuture();
  }

  /** Each would cost a call of the kernel. */
  @Test
  public void whatCallsWriteAloneIsNotTold() throws Exception {
    Shell.await(begin(0, false));
    Shell.await(begin(LARGE + 10, false));
    Shell.await(begin(2 * LARGE + 10, true));
    shell.truncate("f", 5);
    shell.truncate("f", 10);
    shell.utime("f", 7);
    shell.rename("f", "g");
    assertTold(0);
    assertEquals(Optional.of("xxxxx\0\0\0\0\0"), opened.config("g"));
  }

  @Test
  public void whatOthersWriteMeanwhileIsTold() throws Exception {
    log.hold();
    CompletableFuture<Integer> written = begin(10, false);
    opened.write("f", 0, "new", false);
    assertTold(1);
    log.release();
    Shell.await(written);
    assertTold(0);
    assertEquals(Optional.of("new,\0\0\0\0\0\0" + DATA), opened.config("f"));
  }

  @Test
  public void soIsWhatIsStoredInTheSameTransaction() throws Exception {
    var others = new WriteFile(ConfigPath.of("f"), 0, OpenedState.bytes("new"), false);
    CompletionStage<Integer> written =
        opened
            .state()
            .changes()
            .lending(
                () -> {
                  opened.state().changes().submit(others);
                  return begin(10, false);
                });
    Shell.await(written);
    assertTold(1);
    assertEquals(Optional.of("new,\0\0\0\0\0\0" + DATA), opened.config("f"));
  }

  /** The data is that of the call, and the time is not. */
  @Test
  public void soIsTheTimeThatOthersGiveAFileMeanwhile() throws Exception {
    var others = new SetMtime(ConfigPath.of("f"), 7);
    assertEquals(3, shell.write(f, 0, "new"));
    CompletionStage<Void> stored =
        opened
            .state()
            .changes()
            .lending(
                () -> {
                  CompletionStage<Void> settled = shell.tree.files().settle(f);
                  opened.state().changes().submit(others);
                  return settled;
                });
    Shell.await(stored);
    assertTold(1);
    assertEquals(7, shell.stat("f").mtime());
  }

  /** The kernel believes that it is where the file ended when it asked. */
  @Test
  public void anAppendThatIsElsewhereIsTold() throws Exception {
    opened.write("f", 4, "others,", false);
    assertTold(1);
    Shell.await(begin(4, true));
    assertTold(1);
    assertEquals(Optional.of("old,others," + DATA), opened.config("f"));
  }

  @Test
  public void soIsOneThatOthersMoveWhileItWaits() throws Exception {
    log.hold();
    CompletableFuture<Integer> written = begin(4, true);
    opened.write("f", 4, "others,", false);
    assertTold(1);
    log.release();
    Shell.await(written);
    assertTold(1);
    assertEquals(Optional.of("old,others," + DATA), opened.config("f"));
  }
}
