package dev.pmxcfs.mount;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.OpenedState;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.replica.ChangeLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/**
 * Writers that are told that their change is stored when others have removed the file since: their
 * thread may be a slow one.
 */
public class ToldLateTest {

  @Rule public final OpenedState opened = new OpenedState();

  private final CompletableFuture<Void> told = new CompletableFuture<>();
  private boolean isSlow;
  private Shell shell;

  /** Makes changes at once, and tells of them when the test lets it. */
  private final class SlowLog implements ChangeLog {

    @Override
    public CompletionStage<Outcome> submit(Change change) {
      CompletionStage<Outcome> made = opened.state().changes().submit(change);
      return isSlow ? told.thenCombine(made, (now, outcome) -> outcome) : made;
    }
  }

  @Before
  public void mount() {
    shell = new Shell(opened, OtherLog.of(opened.state(), new SlowLog()));
  }

  @After
  public void unmount() {
    shell.close();
  }

  /** What is kept of the file has what was written, and gets it no second time. */
  @Test
  public void whatIsStoredIsNotWrittenAgainIntoAFileThatIsRemoved() throws Exception {
    shell.put("f", "old\n");
    long handle = shell.open("f");
    isSlow = true;
    CompletionStage<Integer> written =
        shell.tree.files().writeThrough(handle, 4, true, "a\n".getBytes(ISO_8859_1));
    opened.delete("f");
    told.complete(null);
    Shell.await(written);
    assertEquals("old\na\n", shell.read(handle));
    shell.close(handle);
  }
}
