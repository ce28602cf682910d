package dev.pmxcfs.mount;

import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.Test;

/** Locks (mount, section 8), as recorded in 40-07 and 40-13. */
public class LocksTest extends MountTest {

  private static final String LOCK = "priv/lock/file-storage_cfg";

  private void makeLock() throws Exception {
    shell.mkdirs("priv", "priv/lock", LOCK);
  }

  @Test
  public void item468_oneOfManyGetsTheLock() throws Exception {
    shell.mkdirs("priv", "priv/lock");
    List<CompletionStage<NodeAttributes>> asked = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      asked.add(shell.tree.makeDirectory(shell.node("priv/lock"), Shell.name(LOCK)));
    }
    Shell.await(asked.get(0));
    for (CompletionStage<NodeAttributes> other : asked.subList(1, 16)) {
      Shell.assertRefused(Errno.EEXIST, () -> Shell.await(other));
    }
  }

  @Test
  public void item469_renewalsGoUpwards() throws Exception {
    makeLock();
    shell.utime(LOCK, now() + 5);
    shell.utime(LOCK, now() + 5);
    assertEquals(now() + 5, shell.stat(LOCK).mtime());
    Shell.assertRefused(Errno.EACCES, () -> shell.utime(LOCK, now() + 4));
    assertEquals(now() + 5, shell.stat(LOCK).mtime());
  }

  @Test
  public void item470_aYoungLockIsNotRemoved() throws Exception {
    makeLock();
    Shell.assertRefused(Errno.EACCES, () -> shell.utime(LOCK, 0));
    Shell.assertRefused(Errno.EEXIST, () -> shell.mkdir(LOCK));
    shell.rmdir(LOCK);
    Shell.assertRefused(Errno.ENOENT, () -> shell.utime(LOCK, 0));
  }

  @Test
  public void item471_anOldLockIsRemoved() throws Exception {
    makeLock();
    opened.clock().advance(120);
    Shell.assertRefused(Errno.EACCES, () -> shell.utime(LOCK, 0));
    opened.clock().advance(1);
    Shell.assertRefused(Errno.ENOENT, () -> shell.utime(LOCK, 0));
    assertEquals("", shell.ls("priv/lock"));
    shell.mkdir(LOCK);
    Shell.assertRefused(Errno.EACCES, () -> shell.utime(LOCK, 0));
  }

  @Test
  public void item472_aRenewalBeginsTheTimeAnew() throws Exception {
    makeLock();
    opened.clock().advance(60);
    shell.utime(LOCK, now());
    opened.clock().advance(64);
    Shell.assertRefused(Errno.EACCES, () -> shell.utime(LOCK, 0));
    opened.clock().advance(62);
    Shell.assertRefused(Errno.ENOENT, () -> shell.utime(LOCK, 0));
  }

  @Test
  public void item473_locksAreNotRenamed() throws Exception {
    makeLock();
    shell.mkdirs(LOCK + "/b", "d");
    Shell.assertRefused(Errno.EACCES, () -> shell.rename(LOCK + "/b", LOCK + "/c"));
    Shell.assertRefused(Errno.EACCES, () -> shell.rename(LOCK + "/b", "b"));
    shell.rmdir(LOCK + "/b");
    Shell.assertRefused(Errno.EACCES, () -> shell.rename(LOCK, "priv/lock/other"));
    Shell.assertRefused(Errno.EACCES, () -> shell.rename(LOCK, "other"));
    shell.put("priv/lock/f", "x");
    shell.rename("priv/lock/f", "d/f");
    assertEquals("x", shell.cat("d/f"));
    shell.rmdir(LOCK);
    shell.rename("priv/lock", "priv/lock2");
    assertEquals("lock2", shell.ls("priv"));
  }

  @Test
  public void item474_aDirectoryThatIsMovedThereIsALock() throws Exception {
    shell.mkdirs("priv", "priv/lock", "d");
    shell.rename("d", LOCK);
    Shell.assertRefused(Errno.EACCES, () -> shell.utime(LOCK, 0));
    opened.clock().advance(121);
    Shell.assertRefused(Errno.ENOENT, () -> shell.utime(LOCK, 0));
  }

  @Test
  public void item475_aLockWithSomethingInItStays() throws Exception {
    makeLock();
    shell.put(LOCK + "/who", "me");
    opened.clock().advance(121);
    Shell.assertRefused(Errno.ENOTEMPTY, () -> shell.utime(LOCK, 0));
    Shell.assertRefused(Errno.ENOTEMPTY, () -> shell.rmdir(LOCK));
    assertEquals("me", shell.cat(LOCK + "/who"));
  }

  @Test
  public void item476_elsewhereTheTimeZeroIsADate() throws Exception {
    makeLock();
    shell.mkdirs(LOCK + "/b", "d");
    shell.put("priv/lock/f", "x");
    for (String path : new String[] {LOCK + "/b", "priv/lock/f", "d", "priv/lock"}) {
      shell.utime(path, 0);
      assertEquals(path, 0, shell.stat(path).mtime());
    }
    shell.utime(LOCK + "/b", 5);
    shell.utime(LOCK + "/b", 1);
    assertEquals(1, shell.stat(LOCK + "/b").mtime());
  }

  /** The calls of PVE's HA manager, which takes a failed renewal for the loss of its lock. */
  @Test
  public void renewalsEveryTenSecondsNeverFail() throws Exception {
    makeLock();
    for (int i = 0; i < 60; i++) {
      opened.clock().advance(10);
      shell.utime(LOCK, now());
      assertEquals(now(), shell.stat(LOCK).mtime());
    }
    shell.rmdir(LOCK);
  }
}
