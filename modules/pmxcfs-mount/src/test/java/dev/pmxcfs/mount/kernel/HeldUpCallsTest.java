package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.real.Namespace;
import dev.qbipc.testing.Polling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** Callers while changes do not come to their end, as with a disk that does not answer. */
public class HeldUpCallsTest extends MountedTreeTest {

  private static final int KILLED = 137;

  private Process start(String script) {
    return namespace.start("cd " + mount + " && " + script);
  }

  private void awaitWaiting(int count) {
    server.awaitAnswer("waiting", Integer.toString(count));
  }

  private void kill(Process process) {
    namespace.output("kill -9 " + process.pid());
  }

  /** The kernel lets nobody of them be killed. */
  private static boolean isUninterruptible(Process process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'D';
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void item412_whoIsKilledWaitsForItsOwnChangesAlone() {
    output("echo old > f");
    server.ask("hold");
    Process writer = start("exec 3>>f && echo new >&3 && exec 3>&-");
    awaitWaiting(1);
    Process reader = start("exec cat f");
    Process synced = start("exec sync f");
    awaitWaiting(3);
    kill(reader);
    kill(synced);
    assertEquals(KILLED, Namespace.result(reader).status());
    assertEquals(KILLED, Namespace.result(synced).status());
    awaitWaiting(1);
    Process maker = start("exec mkdir d");
    awaitWaiting(2);
    kill(maker);
    Polling.until(() -> isUninterruptible(maker), "a change that has begun");
    assertEquals("ok", server.ask("let-go"));
    assertEquals(KILLED, Namespace.result(maker).status());
    assertEquals(0, Namespace.result(writer).status());
    assertEquals("old\nnew", output("cat f && rmdir d"));
  }

  /** What has begun has some seconds; then they are told that the mount has ended. */
  @Test
  public void item412_atTheEndNobodyIsLeftWhoCannotBeKilled() {
    output("echo old > f");
    server.ask("hold");
    Process writer = start("exec dd if=/dev/zero of=f bs=1 count=1 conv=fsync,notrunc");
    awaitWaiting(1);
    Process maker = start("exec mkdir d");
    awaitWaiting(2);
    // the kernel keeps these two waiting for the directory
    Process remover = start("exec rmdir x");
    Process mover = start("exec mv f g");
    kill(maker);
    List<Process> unkillable = List.of(maker, remover, mover);
    Polling.until(
        () -> unkillable.stream().allMatch(HeldUpCallsTest::isUninterruptible), "all to wait");
    server.tell("close");
    assertEquals("CLOSED", server.end());
    for (Process caller : List.of(writer, maker, remover, mover)) {
      Namespace.Result result = Namespace.result(caller);
      assertTrue(result.output(), result.status() != 0);
    }
  }
}
