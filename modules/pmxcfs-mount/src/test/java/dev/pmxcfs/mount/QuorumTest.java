package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import org.junit.Before;
import org.junit.Test;

/** What is refused without a quorum (mount, section 10), as recorded in 40-12. */
public class QuorumTest extends MountTest {

  @Before
  public void makeTree() throws Exception {
    shell.mkdirs("d", "priv", "priv/lock", "priv/lock/held");
    shell.put("d/f", "data\n");
  }

  private void loseQuorum() {
    opened.state().status().setQuorate(false);
  }

  @Test
  public void item491_everyChange() throws Exception {
    loseQuorum();
    long version = opened.version();
    Shell.assertRefused(Errno.EACCES, () -> shell.put("d/f", "x"));
    Shell.assertRefused(Errno.EACCES, () -> shell.openTruncated("d/f"));
    Shell.assertRefused(Errno.EACCES, () -> shell.put("d/new", "x"));
    Shell.assertRefused(Errno.EACCES, () -> shell.mknod("d/r"));
    Shell.assertRefused(Errno.EACCES, () -> shell.mkdir("d/x"));
    Shell.assertRefused(Errno.EACCES, () -> shell.rmdir("priv/lock/held"));
    Shell.assertRefused(Errno.EACCES, () -> shell.unlink("d/f"));
    Shell.assertRefused(Errno.EACCES, () -> shell.rename("d/f", "d/g"));
    Shell.assertRefused(Errno.EACCES, () -> shell.truncate("d/f", 0));
    Shell.assertRefused(Errno.EACCES, () -> shell.utime("d/f", 1));
    Shell.assertRefused(Errno.EACCES, () -> shell.utime("priv/lock/held", 0));
    shell.chmod("d/f", 0640);
    Shell.assertRefused(Errno.EPERM, () -> shell.chmod("d/f", 0440));
    shell.chown("d/f", 0, Shell.GID);
    assertEquals(version, opened.version());
    assertEquals("data\n", shell.cat("d/f"));
  }

  @Test
  public void item492_anOpenFile() throws Exception {
    long handle = shell.open("d/f");
    loseQuorum();
    Shell.assertRefused(Errno.EACCES, () -> shell.write(handle, 0, "x"));
    Shell.assertRefused(Errno.EACCES, () -> shell.truncate("d/f", 1));
    assertEquals("data\n", shell.read(handle));
    opened.state().status().setQuorate(true);
    assertEquals(1, shell.write(handle, 0, "x"));
    shell.close(handle);
  }

  @Test
  public void item493_whatIsMissingOrBuiltInGoesFirst() throws Exception {
    loseQuorum();
    Shell.assertRefused(Errno.ENOENT, () -> shell.unlink("d/no"));
    Shell.assertRefused(Errno.ENOENT, () -> shell.mkdir("no/x"));
    Shell.assertRefused(Errno.EEXIST, () -> shell.mkdir(".version"));
    Shell.assertRefused(Errno.EFBIG, () -> shell.truncate("d/f", 1 << 30));
  }

  @Test
  public void item494_debugCanBeWritten() throws Exception {
    loseQuorum();
    shell.put(".debug", "1\n");
    assertTrue(shell.debug.isOn());
  }
}
