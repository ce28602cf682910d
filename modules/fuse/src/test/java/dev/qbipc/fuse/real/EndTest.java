package dev.qbipc.fuse.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Polling;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** How a session ends, and that nobody is left waiting for it. */
public class EndTest extends MountedTest {

  private boolean isMounted() {
    return namespace.run("grep -q ' " + mount + " ' /proc/mounts").status() == 0;
  }

  private static void assertEnds(Process process, String said) {
    Namespace.Result result = Namespace.result(process);
    assertNotEquals(0, result.status());
    assertTrue(result.output(), result.output().contains(said));
  }

  @Test
  public void item408_anEndUnmountsAlsoWithSomebodyInside() {
    Server server = mounted();
    Process inside = inside();
    assertEquals("ok", server.ask("close"));
    assertEquals("CLOSED", server.end());
    assertTrue(!isMounted());
    inside.destroy();
  }

  @Test
  public void item409_anUnmountFromOutsideEndsTheSession() {
    Server server = mounted();
    Process inside = inside();
    Namespace.Result busy = namespace.run("umount " + mount);
    assertTrue(busy.output(), busy.status() != 0 && busy.output().contains("busy"));
    assertEquals("", output("ls"));
    Processes.kill(inside);
    Namespace.result(inside);
    Polling.until(() -> namespace.run("umount " + mount).status() == 0, "the unmount");
    assertEquals("UNMOUNTED", server.end());
  }

  @Test
  public void aForcedUnmountEndsTheSessionAndLeavesNoMount() {
    Server server = mounted("timeout=600000");
    Process inside = inside();
    Process waiting = namespace.start("exec stat " + mount + "/find-later-1");
    server.awaitAnswer("waiting", "1");
    namespace.run("umount -f " + mount);
    assertEquals("UNMOUNTED", server.end());
    assertEnds(waiting, "Software caused connection abort");
    Polling.until(() -> !isMounted(), "the end of the mount");
    Processes.kill(inside);
  }

  @Test
  public void whatIsMountedOverItIsSeenInItsPlace() {
    Server server = mounted();
    assertEquals("true", server.ask("isMounted"));
    namespace.output("mount -t tmpfs none " + mount);
    assertEquals("false", server.ask("isMounted"));
    namespace.output("umount " + mount);
    assertEquals("true", server.ask("isMounted"));
    assertEquals("ok", server.ask("close"));
    assertEquals("false", server.ask("isMounted"));
  }

  @Test
  public void aLazyUnmountEndsTheSessionOnceTheLastHasLeft() {
    Server server = mounted();
    output("echo text >file");
    Process inside =
        namespace.start("cd " + mount + " && echo in && read line && cat file && echo out");
    Polling.until(() -> isInside(inside), "the process inside");
    namespace.output("umount -l " + mount);
    assertTrue(!isMounted());
    assertEquals("false", server.ask("isMounted"));
    try (var writer = inside.outputWriter()) {
      writer.write("go on\n");
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    assertEquals("in\ntext\nout", Namespace.result(inside).output());
    assertEquals("UNMOUNTED", server.end());
  }

  private boolean isInside(Process process) {
    return namespace
        .run("readlink /proc/" + process.pid() + "/cwd")
        .output()
        .equals(mount.toString());
  }

  @Test
  public void item411_aCopyInAnotherNamespaceKeepsNobodyFromTheEnd() {
    Server server = mounted();
    output("echo text >file");
    try (Namespace other = namespace.copy()) {
      assertEquals("text", other.output("cat " + mount + "/file"));
      assertEquals("ok", server.ask("close"));
      assertEquals("CLOSED", server.end());
      Namespace.Result dead = other.run("cat " + mount + "/file");
      assertTrue(dead.output(), dead.output().contains("Transport endpoint is not connected"));
      assertTrue(!isMounted());
    }
  }

  @Test
  public void anUnmountHereGoesUnnoticedWhileThereIsACopyAndTheEndReachesThat() {
    Server server = mounted();
    try (Namespace other = namespace.copy()) {
      namespace.output("umount " + mount);
      assertEquals("", other.output("ls " + mount));
      assertEquals("ok", server.ask("close"));
      assertEquals("CLOSED", server.end());
      assertNotEquals(0, other.run("ls " + mount).status());
    }
  }

  @Test
  public void theEndReachesThoseInsideAMountThatIsOutOfReach() {
    Server server = mounted();
    Process inside = inside();
    namespace.output("umount -l " + mount);
    Process waiting = startInsideOf(inside, "mkdir later-1");
    server.awaitAnswer("isWaiting later-1", "true");
    assertEquals("ok", server.ask("close"));
    assertEquals("CLOSED", server.end());
    assertEnds(waiting, "");
    inside.destroy();
  }

  /** A process that has the working directory of another. */
  private Process startInsideOf(Process other, String script) {
    return namespace.start("cd /proc/" + other.pid() + "/cwd && " + script);
  }

  @Test
  public void anotherMountOverOursStaysAndOursEndsAllTheSame() {
    Server server = mounted();
    namespace.output("mount -t tmpfs tmpfs " + mount + " && touch " + mount + "/theirs");
    assertEquals("ok", server.ask("close"));
    assertEquals("CLOSED", server.end());
    assertEquals("theirs", output("ls"));
  }

  @Test
  public void item412_allWhoWaitAreAnsweredAtTheEnd() {
    Server server = mounted("closeTimeout=100", "timeout=600000");
    List<Process> waiting =
        Stream.of("later-1", "later-2", "block-1", "block-2")
            .map(name -> namespace.start("exec stat " + mount + "/find-" + name))
            .toList();
    server.awaitAnswer("waiting", "2");
    server.awaitAnswer("blocked", "2");
    for (Process process : waiting) {
      Processes.kill(process);
    }
    // killed, and still there: each call has been read
    Polling.until(
        () -> waiting.stream().allMatch(p -> Processes.state(p) == Processes.UNINTERRUPTIBLE),
        "calls that cannot be killed");
    server.tell("close");
    for (Process process : waiting) {
      Namespace.result(process);
    }
    assertTrue(!isMounted());
    server.tell("release");
  }

  @Test
  public void aFloodDoesNotHoldTheEndUp() {
    Server server = mounted("closeTimeout=600000");
    List<Process> flood =
        Stream.of(1, 2, 3, 4)
            .map(i -> namespace.start("while stat -f " + mount + " >/dev/null; do :; done"))
            .toList();
    assertEquals("ok", server.ask("close"));
    assertEquals("CLOSED", server.end());
    // what they see then is the directory below
    flood.forEach(Process::destroyForcibly);
  }

  @Test
  public void callsThatComeWhileTheSessionEndsAreRefused() {
    Server server = mounted("closeTimeout=600000", "timeout=600000");
    Process waiting = namespace.start("exec mkdir " + mount + "/later-1");
    server.awaitAnswer("isWaiting later-1", "true");
    server.tell("close");
    Polling.until(
        () ->
            namespace
                .run("stat -f " + mount)
                .output()
                .contains("Transport endpoint is not connected"),
        "the refusal");
    // the one who waits still has its time, and the server goes on by itself once it is killed
    server.kill();
    assertEnds(waiting, "");
  }
}
