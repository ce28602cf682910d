package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.Errno;
import org.junit.Test;

/** Renaming (mount, section 6), as recorded in 40-05 and 40-09. */
public class RenameTest extends MountTest {

  private static final String HERE = "nodes/testnode/qemu-server/";
  private static final String CONTAINERS = "nodes/testnode/lxc/";
  private static final String THERE = "nodes/node2/qemu-server/";

  private void makeNodes() throws Exception {
    shell.mkdirs("nodes", "nodes/testnode", "nodes/testnode/qemu-server", "nodes/testnode/lxc");
    shell.mkdirs("nodes/node2", "nodes/node2/qemu-server", "nodes/node2/lxc");
  }

  @Test
  public void item455_theTable() throws Exception {
    shell.mkdir("d");
    shell.put("d/a", "A");
    shell.put("d/b", "B");
    shell.rename("d/a", "d/c");
    assertEquals("b c", shell.ls("d"));
    shell.rename("d/c", "d/b");
    assertEquals("A", shell.cat("d/b"));
    assertEquals("b", shell.ls("d"));
    Shell.assertRefused(Errno.ENOENT, () -> shell.rename("d/no", "d/x"));
    shell.mkdirs("d/e1", "d/e2");
    shell.rename("d/e1", "d/e2");
    shell.rename("d/e2", "d/e3");
    assertEquals("b e3", shell.ls("d"));
    shell.put("d/e3/x", "x");
    Shell.assertRefused(Errno.ENOTEMPTY, () -> shell.rename("d/e3", "d/e4"));
    shell.mkdir("d/e5");
    Shell.assertRefused(Errno.ENOTEMPTY, () -> shell.rename("d/e5", "d/e3"));
    assertEquals("b e3 e5", shell.ls("d"));
    shell.rename("d/b", "d/e5/b");
    assertEquals("b", shell.ls("d/e5"));
    shell.rename("d/e5/b", "top");
    shell.rename("top", "top");
    assertEquals("A", shell.cat("top"));
  }

  /** C pmxcfs forgets the target, and its database never loads again (defect F2). */
  @Test
  public void item456_aRefusedRenameChangesNothing() throws Exception {
    shell.mkdirs("full", "full/x", "empty");
    Shell.assertRefused(Errno.ENOTEMPTY, () -> shell.rename("full", "empty"));
    assertEquals("40755", shell.mode("empty"));
    Shell.assertRefused(Errno.EEXIST, () -> shell.mkdir("empty"));
    restart();
    assertEquals("x", shell.ls("full"));
    assertEquals("", shell.ls("empty"));
  }

  @Test
  public void item459_theWayOfPvesToolsCountsOnce() throws Exception {
    shell.put("storage.cfg", "1");
    shell.put("storage.cfg.tmp.77", "2");
    int before = opened.counter("storage.cfg");
    shell.rename("storage.cfg.tmp.77", "storage.cfg");
    assertEquals(before + 1, opened.counter("storage.cfg"));
    shell.utime("storage.cfg", 5);
    assertEquals(before + 2, opened.counter("storage.cfg"));
    shell.unlink("storage.cfg");
    assertEquals(before + 3, opened.counter("storage.cfg"));
  }

  @Test
  public void item460_aMigrationIsOneStep() throws Exception {
    makeNodes();
    shell.put(HERE + "901.conf", "one\n");
    int list = opened.listVersion();
    long version = opened.version();
    shell.rename(HERE + "901.conf", THERE + "901.conf");
    assertEquals(version + 1, opened.version());
    assertEquals(list + 2, opened.listVersion());
    assertEquals("901:node2/qemu", opened.guests(false));
    assertEquals("", shell.ls("nodes/testnode/qemu-server"));
    assertEquals("901.conf", shell.ls("nodes/node2/qemu-server"));
    shell.rename(THERE + "901.conf", CONTAINERS + "901.conf");
    assertEquals("901:testnode/lxc", opened.guests(false));
    assertEquals("one\n", shell.cat(CONTAINERS + "901.conf"));
  }

  @Test
  public void item461_aVmidHasOnePlace() throws Exception {
    makeNodes();
    shell.put(HERE + "900.conf", "cores: 1\n");
    for (String taken : new String[] {THERE + "900.conf", CONTAINERS + "900.conf"}) {
      Shell.assertRefused(Errno.EEXIST, () -> shell.put(taken, "x"));
      Shell.assertRefused(Errno.EEXIST, () -> shell.create(taken));
      Shell.assertRefused(Errno.EEXIST, () -> shell.mknod(taken));
    }
    shell.put("x", "other");
    Shell.assertRefused(Errno.EEXIST, () -> shell.rename("x", THERE + "900.conf"));
    Shell.assertRefused(Errno.EEXIST, () -> shell.rename("x", CONTAINERS + "900.conf"));
    assertEquals("other", shell.cat("x"));
    shell.rename("x", HERE + "900.conf");
    assertEquals("other", shell.cat(HERE + "900.conf"));
    assertEquals("900:testnode/qemu", opened.guests(false));
  }

  @Test
  public void item462_aGuestInTheSamePlaceIsReplaced() throws Exception {
    makeNodes();
    shell.put(HERE + "900.conf", "old");
    shell.put(HERE + "903.conf", "three");
    shell.put(CONTAINERS + "902.conf", "c");
    Shell.assertRefused(
        Errno.EEXIST, () -> shell.rename(CONTAINERS + "902.conf", "nodes/node2/lxc/903.conf"));
    shell.rename(HERE + "903.conf", HERE + "900.conf");
    assertEquals("three", shell.cat(HERE + "900.conf"));
    assertEquals("900.conf", shell.ls("nodes/testnode/qemu-server"));
    assertEquals("900:testnode/qemu 902:testnode/lxc", opened.guests(false));
  }

  /** Its removal takes the guest from the list of C pmxcfs (defect F6). */
  @Test
  public void aDirectoryWithTheNameOfAGuestIsNone() throws Exception {
    makeNodes();
    shell.put(HERE + "904.conf", "x");
    shell.mkdir(CONTAINERS + "904.conf");
    shell.rmdir(CONTAINERS + "904.conf");
    assertEquals("904:testnode/qemu", opened.guests(false));
  }
}
