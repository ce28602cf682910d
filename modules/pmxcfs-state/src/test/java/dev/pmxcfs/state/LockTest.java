package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Locks: directories in {@code priv/lock} (operations, sections 5.1 and 7). */
public class LockTest {

  private static final String LOCK = "priv/lock/t";
  private static final int TIMEOUT = 120;

  @Rule public OpenedState opened = new OpenedState();

  @Before
  public void makeLock() throws Exception {
    opened.makeDirectories("priv/lock");
    opened.makeDirectory(LOCK);
  }

  private long now() {
    return opened.clock().instant().getEpochSecond();
  }

  @Test
  public void recording13_lockIsRenewedButNotSetBackOrRenamed() throws Exception {
    opened.assertRefused(Errno.EACCES, () -> opened.setMtime(LOCK, 0));
    opened.setMtime(LOCK, now());
    opened.setMtime(LOCK, 4_000_000_000L);
    opened.assertRefused(Errno.EACCES, () -> opened.setMtime(LOCK, now()));
    opened.assertRefused(Errno.EACCES, () -> opened.rename(LOCK, "priv/lock/u"));
    opened.delete(LOCK);
    assertTrue(opened.entry(LOCK).isEmpty());
  }

  @Test
  public void recording13_lockExpiresAfterTwoMinutes() throws Exception {
    opened.assertRefused(Errno.EACCES, () -> opened.removeLock(LOCK));
    opened.clock().advance(TIMEOUT);
    opened.assertRefused(Errno.EACCES, () -> opened.removeLock(LOCK));
    opened.clock().advance(1);
    opened.removeLock(LOCK);
    assertTrue(opened.entry(LOCK).isEmpty());
    opened.assertRefused(Errno.ENOENT, () -> opened.removeLock(LOCK));
  }

  @Test
  public void renewedLockIsYoungAgain() throws Exception {
    opened.clock().advance(TIMEOUT);
    opened.setMtime(LOCK, now());
    opened.clock().advance(TIMEOUT);
    opened.assertRefused(Errno.EACCES, () -> opened.removeLock(LOCK));
    opened.clock().advance(1);
    opened.removeLock(LOCK);
  }

  @Test
  public void lockMadeAgainIsYoung() throws Exception {
    opened.clock().advance(TIMEOUT + 1);
    opened.delete(LOCK);
    opened.makeDirectory(LOCK);
    opened.assertRefused(Errno.EACCES, () -> opened.removeLock(LOCK));
  }

  @Test
  public void lockIsYoungAfterARestart() throws Exception {
    opened.clock().advance(TIMEOUT + 1);
    opened.reopen();
    opened.assertRefused(Errno.EACCES, () -> opened.removeLock(LOCK));
    opened.clock().advance(TIMEOUT + 1);
    opened.removeLock(LOCK);
  }

  @Test
  public void lockWithSomethingInItIsNotRemoved() throws Exception {
    opened.create(LOCK + "/f");
    opened.clock().advance(TIMEOUT + 1);
    opened.assertRefused(Errno.ENOTEMPTY, () -> opened.removeLock(LOCK));
  }

  @Test
  public void lockOfAnotherNodeIsNotRenewed() throws Exception {
    opened.state().close();
    opened.database().execute("update tree set writer=2 where name='t'");
    opened.reopen();
    opened.assertRefused(Errno.EACCES, () -> opened.setMtime(LOCK, now()));
  }

  @Test
  public void directoriesBelowLocksAreNotRenamed() throws Exception {
    opened.makeDirectory(LOCK + "/d");
    opened.assertRefused(Errno.EACCES, () -> opened.rename(LOCK + "/d", "d"));
  }

  /** Only what is below it stands for a lock. */
  @Test
  public void directoryOfTheLocksIsRenamedWhenItIsEmpty() throws Exception {
    opened.assertRefused(Errno.ENOTEMPTY, () -> opened.rename("priv/lock", "priv/old"));
    opened.delete(LOCK);
    opened.rename("priv/lock", "priv/old");
    assertTrue(opened.entry("priv/old").isPresent());
    opened.rename("priv/old", "priv/lock");
    opened.delete("priv/lock");
    opened.rename("priv", "other");
    assertTrue(opened.entry("other").isPresent());
  }

  @Test
  public void directoryRenamedToALockIsALock() throws Exception {
    opened.makeDirectory("d");
    opened.rename("d", "priv/lock/d");
    opened.assertRefused(Errno.EACCES, () -> opened.removeLock("priv/lock/d"));
    opened.clock().advance(TIMEOUT + 1);
    opened.removeLock("priv/lock/d");
  }

  @Test
  public void filesAndDirectoriesElsewhereAreNoLocks() throws Exception {
    opened.put("priv/lock/f", "x");
    opened.makeDirectory("priv/d");
    opened.setMtime("priv/lock/f", 0);
    opened.setMtime("priv/d", 0);
    opened.setMtime("priv/lock", 0);
    opened.clock().advance(TIMEOUT + 1);
    opened.assertRefused(Errno.EACCES, () -> opened.removeLock("priv/lock/f"));
    opened.assertRefused(Errno.EACCES, () -> opened.removeLock("priv/d"));
    opened.assertRefused(Errno.EACCES, () -> opened.removeLock("priv/lock"));
    opened.rename("priv/lock/f", "f");
    opened.rename("priv/d", "d");
    assertEquals("x", opened.config("f").orElseThrow());
  }
}
