package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;

import dev.qbipc.testing.Polling;
import java.io.IOException;
import org.junit.Before;
import org.junit.Test;

/**
 * Processes that take locks as Proxmox VE does (mount, sections 8 and 11), one step for each line
 * that they are given, while the server's clock is set.
 */
public class LockHoldersTest extends MountedTreeTest {

  private static final String LOCK = "priv/lock/ha_manager_lock";

  /** A round of cfs_lock: takes the lock, or asks for it and will try again. */
  private static final String TAKE =
      "if (mkdir \""
          + LOCK
          + "\") { print \"holds\\n\" }"
          + " else { utime 0, 0, \""
          + LOCK
          + "\"; print \"waits\\n\" }";

  /** A round of an HA manager that has the lock: it is given the time. */
  private static final String RENEW =
      "chomp; print utime(0, $_, \"" + LOCK + "\") ? \"renewed\\n\" : \"lost: $!\\n\"";

  private static final String RELEASE = "print rmdir(\"" + LOCK + "\") ? \"free\\n\" : \"$!\\n\"";

  private long now;

  @Before
  public void makeDirectoryOfLocks() {
    output("mkdir -p priv/lock");
    now = Long.parseLong(server.ask("stop-clock"));
  }

  private void pass(long seconds) {
    now += seconds;
    assertEquals("ok", server.ask("advance " + seconds));
  }

  /** A process that does something for each line, until it is killed. */
  private final class Holder implements AutoCloseable {

    private final Process process;

    Holder(String step) {
      process =
          namespace.start(
              "cd " + mount + " && exec perl -e '$| = 1; while (<STDIN>) { " + step + " }'");
    }

    String step() throws IOException {
      process.outputWriter().write(now + "\n");
      process.outputWriter().flush();
      return process.inputReader().readLine();
    }

    @Override
    public void close() {
      process.destroyForcibly();
      Polling.until(() -> !process.isAlive(), "the end of a holder");
    }
  }

  @Test
  public void item477_theLockOfAKilledHolderIsFreeAfter120Seconds() throws Exception {
    try (var holder = new Holder(TAKE)) {
      assertEquals("holds", holder.step());
    } // killed
    try (var second = new Holder(TAKE);
        var third = new Holder(TAKE)) {
      for (int i = 0; i < 12; i++) {
        pass(10);
        assertEquals("waits", second.step());
        assertEquals("waits", third.step());
      }
      pass(1);
      assertEquals("waits", second.step()); // has it removed
      assertEquals("holds", third.step());
      assertEquals("waits", second.step());
    }
  }

  @Test
  public void item477_whoReleasesALockLeavesItToTheNext() throws Exception {
    try (var first = new Holder(TAKE);
        var second = new Holder(TAKE);
        var release = new Holder(RELEASE)) {
      for (int i = 0; i < 10; i++) {
        assertEquals("holds", first.step());
        assertEquals("waits", second.step());
        assertEquals("free", release.step());
        assertEquals("holds", second.step());
        assertEquals("waits", first.step());
        assertEquals("free", release.step());
      }
    }
  }

  /** Whatever others ask for; and 120 s after the last renewal it is free. */
  @Test
  public void item472_whoRenewsALockKeepsIt() throws Exception {
    try (var second = new Holder(TAKE)) {
      try (var holder = new Holder(TAKE);
          var renewal = new Holder(RENEW)) {
        assertEquals("holds", holder.step());
        for (int i = 0; i < 100; i++) {
          pass(i % 10 == 9 ? 119 : 10);
          assertEquals("waits", second.step());
          assertEquals("renewed", renewal.step());
        }
      }
      pass(120);
      assertEquals("waits", second.step());
      pass(1);
      assertEquals("waits", second.step());
      assertEquals("holds", second.step());
    }
  }
}
