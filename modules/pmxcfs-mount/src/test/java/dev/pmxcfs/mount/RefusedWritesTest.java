package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.OpenedState;
import dev.qbipc.linux.Errno;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/**
 * What was told to be written and is refused when it is stored, while other changes are taken: the
 * next call that relies on it is told (design, section 3.5).
 */
public class RefusedWritesTest {

  @Rule public final OpenedState opened = new OpenedState();

  private RefusedWrites writes;
  private Shell shell;

  @Before
  public void mount() throws Exception {
    writes = new RefusedWrites(opened.state());
    shell = new Shell(opened, writes.asState());
    shell.put("f", "old");
  }

  @After
  public void unmount() {
    shell.close();
  }

  /** As programs replace files: the name must not go to a file without its contents. */
  @Test
  public void aRenameBehindARefusedWriteIsRefusedToo() throws Exception {
    long handle = shell.create("f.tmp");
    writes.refuse(true); // before what is gathered could be sent by itself
    shell.write(handle, 0, "new");
    Shell.assertRefused(Errno.ENOSPC, () -> shell.rename("f.tmp", "f"));
    assertEquals("old", shell.cat("f"));
    assertEquals("", shell.cat("f.tmp"));
    writes.refuse(false);
    shell.write(handle, 0, "newer");
    shell.rename("f.tmp", "f");
    shell.close(handle);
    assertEquals(Optional.of("newer"), opened.config("f"));
    assertEquals(Optional.empty(), opened.config("f.tmp"));
  }

  /** Its size is what it has shown before. */
  @Test
  public void theKernelIsToldThatAFileIsNotAsItHasShown() throws Exception {
    var told = new ToldNodes();
    shell.tree.tell(told);
    long handle = shell.open("f");
    writes.refuse(true);
    shell.write(handle, 0, "longer"); // and the file shows six bytes
    Shell.assertRefused(Errno.ENOSPC, () -> shell.close(handle));
    assertEquals(List.of(shell.node("f")), told.nodes());
    assertEquals(3, shell.stat("f").size());
  }

  /** Once it has been told, the file may be renamed as it is. */
  @Test
  public void theRefusalIsToldOnce() throws Exception {
    long handle = shell.create("f.tmp");
    writes.refuse(true); // before what is gathered could be sent by itself
    shell.write(handle, 0, "new");
    Shell.assertRefused(Errno.ENOSPC, () -> shell.rename("f.tmp", "f"));
    shell.rename("f.tmp", "f");
    shell.close(handle);
    assertEquals(Optional.of(""), opened.config("f"));
  }

  @Test
  public void soAreTheNextWriteTheSyncAndTheClose() throws Exception {
    long handle = shell.open("f");
    writes.refuse(true);
    shell.write(handle, 0, "new");
    Shell.await(shell.tree.files().settle(handle));
    Shell.assertRefused(Errno.ENOSPC, () -> shell.write(handle, 3, "next"));
    shell.write(handle, 3, "next");
    Shell.assertRefused(Errno.ENOSPC, () -> Shell.await(shell.tree.files().sync(handle)));
    shell.write(handle, 3, "next");
    Shell.assertRefused(Errno.ENOSPC, () -> shell.close(handle));
    assertEquals(Optional.of("old"), opened.config("f"));
  }
}
