package dev.pmxcfs.mount;

import dev.pmxcfs.state.OpenedState;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;

/** A mounted tree on an empty database, with a clock that a test sets. */
public abstract class MountTest {

  @Rule public final OpenedState opened = new OpenedState();

  protected Shell shell;

  @Before
  public final void mount() {
    shell = new Shell(opened);
  }

  @After
  public final void unmount() {
    shell.close();
  }

  /** As after the end of the server and its next start. */
  protected final void restart() throws Exception {
    shell.close();
    opened.reopen();
    shell = new Shell(opened);
  }

  protected final long now() {
    return opened.clock().instant().getEpochSecond();
  }
}
