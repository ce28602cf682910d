package dev.qbipc.fuse.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Polling;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

/** Answers: later, too late, not at all, and to callers who do not want to wait any more. */
public class AnswersTest extends MountedTest {

  private Process mkdir(String name) {
    return namespace.start("exec mkdir " + mount + "/" + name);
  }

  /** With so short a time for answers a busy machine may take too long for some. */
  private void awaitService() {
    Polling.until(() -> namespace.run("stat -f " + mount).status() == 0, "an answer");
  }

  private static void assertSaid(Process process, String said) {
    String output = Namespace.result(process).output();
    assertTrue(output, output.contains(said));
  }

  @Test
  public void anAnswerMayComeLaterFromAnyThread() {
    Server server = mounted();
    Process waiting = mkdir("later-1");
    server.awaitAnswer("isWaiting later-1", "true");
    assertEquals("1", server.ask("waiting"));
    assertEquals("1000", output("stat -f -c %b ."));
    assertEquals("true", server.ask("answer later-1 0"));
    assertEquals(0, Namespace.result(waiting).status());
    assertEquals("0", server.ask("waiting"));
    assertEquals("later-1", output("ls"));
  }

  @Test
  public void callsAreCountedByTheirKinds() {
    Server server = mounted();
    assertEquals("none", server.ask("calls mkdir"));
    output("mkdir one two && ! rmdir three && ! ln -s a b");
    server.awaitAnswer("calls mkdir", "2 0");
    server.awaitAnswer("calls symlink", "1 1");
    Process waiting = mkdir("later-1");
    server.awaitAnswer("isWaiting later-1", "true");
    assertEquals("2 0", server.ask("calls mkdir"));
    assertEquals("true", server.ask("answer later-1 " + Errno.EDQUOT));
    Namespace.result(waiting);
    server.awaitAnswer("calls mkdir", "3 1");
    server.tell("entry one");
    server.expect("ok");
    Polling.until(() -> server.ask("stats").contains("notifications=1,"), "a notification");
  }

  @Test
  public void anAnswerMayBeARefusalThatComesLater() {
    Server server = mounted();
    Process waiting = mkdir("later-1");
    server.awaitAnswer("isWaiting later-1", "true");
    assertEquals("true", server.ask("answer later-1 " + Errno.EDQUOT));
    assertSaid(waiting, "quota");
  }

  @Test
  public void whatWaitsForTooLongIsAnsweredAndTheLateAnswerIsDropped() {
    Server server = mounted("timeout=400");
    assertSaid(mkdir("later-1"), "Connection timed out");
    assertEquals("0", server.ask("waiting"));
    assertEquals("false", server.ask("answer later-1 0"));
    awaitService();
  }

  @Test
  public void whatBlocksForTooLongIsAnsweredToo() {
    Server server = mounted("timeout=400");
    assertSaid(mkdir("block-1"), "Connection timed out");
    server.ask("release");
    server.awaitAnswer("blocked", "0");
    awaitService();
  }

  @Test
  public void aFileSystemThatFailsOrForgetsToAnswerGivesAnError() {
    mounted();
    for (int i = 0; i < 5; i++) {
      assertSaid(mkdir("throw"), "Input/output error");
      assertSaid(mkdir("silent"), "Input/output error");
    }
    output("mkdir other");
  }

  @Test
  public void whoIsSentASignalGetsAnAnswerIfTheFileSystemWants() {
    Server server = mounted();
    Process waiting = mkdir("signalled-1");
    server.awaitAnswer("isWaiting signalled-1", "true");
    Processes.kill(waiting);
    assertEquals(137, Namespace.result(waiting).status());
    assertEquals("0", server.ask("waiting"));
  }

  @Test
  public void whoIsKilledDoesNotWaitForWhatTheFileSystemLetsGo() {
    Server server = mounted();
    Process waiting = mkdir("abandoned-1");
    server.awaitAnswer("isWaiting abandoned-1", "true");
    Processes.signal(waiting, "TERM");
    assertEquals(143, Namespace.result(waiting).status());
    assertEquals("0", server.ask("waiting"));
    assertEquals("false", server.ask("answer abandoned-1 0"));
  }

  /** Programs take an alarm in their stride, and no EINTR of a file. */
  @Test
  public void aSignalThatDoesNotKillKeepsNobodyFromAnAnswer() {
    Server server = mounted();
    Process waiting = mkdirInSpiteOfSignals("abandoned-1");
    server.awaitAnswer("isWaiting abandoned-1", "true");
    Processes.signal(waiting, "USR1");
    Polling.until(() -> server.ask("stats").contains("interrupts=1,"), "the signal");
    assertEquals("1", server.ask("waiting"));
    assertEquals("true", server.ask("answer abandoned-1 0"));
    assertEquals("made", Namespace.result(waiting).output());
  }

  private Process mkdirInSpiteOfSignals(String name) {
    return namespace.start(
        "exec perl -e '$SIG{USR1} = sub {}; print mkdir(shift) ? \"made\" : $!' "
            + mount
            + "/"
            + name);
  }

  /** The kernel tells of the first signal alone. */
  @Test
  public void aKillAfterAnotherSignalIsFoundOut() {
    Server server = mounted("timeout=20000");
    Process waiting = mkdirInSpiteOfSignals("abandoned-1");
    server.awaitAnswer("isWaiting abandoned-1", "true");
    Processes.signal(waiting, "USR1");
    Polling.until(() -> server.ask("stats").contains("interrupts=1,"), "the signal");
    Processes.kill(waiting);
    assertEquals(137, Namespace.result(waiting).status());
    assertTrue(server.ask("stats").contains("timeouts=0,"));
  }

  @Test
  public void whoIsKilledWaitsForWhatHasBegun() {
    Server server = mounted();
    Process waiting = mkdir("later-1");
    server.awaitAnswer("isWaiting later-1", "true");
    Processes.kill(waiting);
    Polling.until(
        () -> Processes.state(waiting) == Processes.UNINTERRUPTIBLE,
        "a call that cannot be killed");
    assertEquals("true", server.ask("answer later-1 0"));
    assertEquals(137, Namespace.result(waiting).status());
    assertEquals("later-1", output("ls"));
  }

  @Test
  public void readersAreAddedWhileAllAreHeldUpAndLeaveAgain() {
    Server server = mounted();
    assertEquals("2", server.ask("readers"));
    List<Process> blocked =
        IntStream.range(0, 5)
            .mapToObj(i -> namespace.start("exec stat " + mount + "/find-block-" + i))
            .toList();
    server.awaitAnswer("blocked", "5");
    output("stat -f .");
    assertTrue(Integer.parseInt(server.ask("readers")) >= 6);
    server.ask("release");
    blocked.forEach(process -> assertSaid(process, "No such file or directory"));
    server.awaitAnswer("readers", "2");
    output("stat -f .");
  }

  @Test
  public void readersHaveABoundBeyondWhichCallsWait() {
    Server server = mounted("maxReaders=3");
    List<Process> blocked =
        IntStream.range(0, 5)
            .mapToObj(i -> namespace.start("exec stat " + mount + "/find-block-" + i))
            .toList();
    server.awaitAnswer("blocked", "3");
    assertEquals("true", server.ask("isAnyUnanswered"));
    assertEquals("3", server.ask("readers"));
    Polling.until(
        () -> {
          server.ask("release");
          return blocked.stream().noneMatch(Process::isAlive);
        },
        "the end of all");
    assertTrue(Integer.parseInt(server.ask("readers")) <= 3);
  }

  @Test
  public void callsAreRefusedWhileAsManyWaitAsMay() {
    Server server = mounted("maxWaiting=2");
    List<Process> waiting =
        IntStream.range(0, 2)
            .mapToObj(i -> namespace.start("exec stat " + mount + "/find-later-" + i))
            .toList();
    server.awaitAnswer("waiting", "2");
    assertEquals("true", server.ask("isAnyUnanswered"));
    assertSaid(namespace.start("exec stat -f " + mount), "busy");
    assertEquals("true", server.ask("answer find-later-0 " + Errno.ENOENT));
    assertEquals("true", server.ask("answer find-later-1 " + Errno.ENOENT));
    waiting.forEach(process -> assertSaid(process, "No such file or directory"));
    output("stat -f .");
    server.awaitAnswer("isAnyUnanswered", "false");
  }
}
