package dev.pmxcfs.mount.kernel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import dev.pmxcfs.state.replica.ReadOnlyChangeLog;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.fuse.DoneReply;
import dev.qbipc.linux.Errno;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

/** When calls are answered, and that each is. */
public class AnswersTest {

  private final List<String> given = new ArrayList<>();

  /** What is to happen if the caller is killed. */
  private Runnable death;

  private final class Recorded implements DoneReply {

    private final String when;

    Recorded(String when) {
      this.when = when;
    }

    @Override
    public boolean done() {
      return given.add(when + " done");
    }

    @Override
    public boolean error(int errno) {
      return given.add(when + " " + Errno.name(errno));
    }

    @Override
    public DoneReply later() {
      return new Recorded("later");
    }

    @Override
    public boolean isInterrupted() {
      return false;
    }

    @Override
    public void onInterrupt(Runnable handler) {
      throw new AssertionError("nobody asks for it");
    }

    @Override
    public void onAbandoned(Runnable handler) {
      death = handler;
    }
  }

  private final Recorded reply = new Recorded("now");
  private final Answers answers = new Answers(new ReadOnlyChangeLog(Path.of("/etc/pve")));

  /** To put an answer off costs memory, and more time than the call. */
  @Test
  public void whatIsDoneAlreadyIsAnsweredAtOnce() {
    answers.done(reply, () -> CompletableFuture.completedStage(null));
    var refusal = new TreeException(Errno.EACCES, "no", null);
    answers.done(reply, () -> CompletableFuture.failedStage(refusal));
    assertEquals(List.of("now done", "now EACCES"), given);
  }

  @Test
  public void whatTakesTimeIsAnsweredLater() {
    var first = new CompletableFuture<Void>();
    var second = new CompletableFuture<Void>();
    answers.done(reply, () -> first);
    answers.done(reply, () -> second);
    assertEquals(List.of(), given);
    second.completeExceptionally(new TreeException(Errno.EBUSY, "no", null));
    first.complete(null);
    assertEquals(List.of("later EBUSY", "later done"), given);
  }

  @Test
  public void whoIsKilledIsLetGoIfItOnlyWaits() {
    var begun = new CompletableFuture<Void>();
    answers.done(reply, () -> begun);
    assertNull("a change is finished", death);
    answers.awaited(reply, () -> begun);
    death.run();
    assertEquals(List.of("later EINTR"), given);
  }

  /** Nobody waits for the time-out because of it. */
  @Test
  public void whenAnAnswerCannotBeMadeTheCallerIsTold() {
    var asked = new CompletableFuture<Void>();
    answers.of(
        reply,
        () -> asked,
        DoneReply::later,
        (done, later) -> {
          throw new IllegalStateException("a fault on purpose");
        });
    asked.complete(null);
    assertEquals(List.of("later EIO"), given);
  }
}
