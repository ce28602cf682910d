package dev.pmxcfs.cluster.group;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.simulation.MapApplication;
import dev.pmxcfs.cluster.simulation.MapSubmission;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** Whatever fails on a group's thread, the thread goes on, and nobody waits for ever. */
public class GroupThreadTest {

  private final Executor executor = new Executor();
  private final GroupThread thread = new GroupThread(executor);

  /** Cannot be called while it has a reason. */
  private static final class Executor extends ScheduledThreadPoolExecutor {

    private Error reason;

    Executor() {
      super(1);
    }

    @Override
    public void execute(Runnable task) {
      if (reason != null) {
        throw reason;
      }
      super.execute(task);
    }
  }

  @After
  public void end() throws InterruptedException {
    assertTrue("goes on until its end", thread.end(Patience.LIMIT.toMillis()));
    executor.shutdown();
  }

  private GroupStatus status() throws Exception {
    CompletableFuture<GroupStatus> asked = thread.status().toCompletableFuture();
    return asked.get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void overflow() {
    throw new StackOverflowError("of the test");
  }

  @Test
  public void aFaultOfOneTaskIsNoMatterOfTheNext() throws Exception {
    OneMember member = OneMember.synced();
    thread.drive(member.machine);
    thread.execute(
        () -> {
          throw new IllegalStateException("of the test");
        });
    assertEquals(Mode.SYNCED, status().mode());
  }

  @Test
  public void aFaultInWhatIsDoneWithTheApplicationEndsTheMembership() {
    OneMember member = OneMember.synced();
    member.machine.run(
        () -> {
          throw new IllegalStateException("of the test");
        });
    member.machine.idle();
    member.hasLeft("the others have what is not here");
  }

  @Test
  public void aThreadThatCouldNotBeCalledOnceIsCalledTheNextTime() throws Exception {
    thread.drive(OneMember.synced().machine);
    var done = new ArrayList<String>();
    executor.reason = new OutOfMemoryError("of the test");
    assertThrows(OutOfMemoryError.class, () -> thread.execute(() -> done.add("lost")));
    executor.reason = null;
    thread.execute(() -> done.add("next"));
    assertEquals(Mode.SYNCED, status().mode());
    assertEquals(List.of("next"), done);
  }

  @Test
  public void aThreadThatHasEndedTakesNothingAndIsNotWaitedFor() throws Exception {
    executor.shutdown();
    assertFalse(thread.execute(() -> {}));
    assertFalse("nor the next time", thread.execute(() -> {}));
    assertTrue(thread.end(Patience.LIMIT.toMillis()));
  }

  @Test
  public void aMachineThatFailsLeavesTheGroupForGoodAndAnswersWhoWaits() throws Exception {
    OneMember member = OneMember.synced();
    MapSubmission waiting = member.ask("own", 1);
    thread.drive(member.machine);
    thread.execute(GroupThreadTest::overflow);
    Polling.until(() -> member.machine.mode() == Mode.ERROR, "the end");
    assertEquals(0, status().waiting());
    assertEquals(Optional.of(Refusal.LEFT), waiting.refusal());
    assertTrue(member.group.isLeaving());
  }

  /** As the lack of memory may, which fails whatever is done about it. */
  @Test
  public void aMachineThatFailsWhileItLeavesIsLeftAllTheSame() throws Exception {
    OneMember member = OneMember.synced();
    byte[] body = MapApplication.body("first", 1);
    member.machine.submit(MapApplication.PUT, body, new Failing(member));
    MapSubmission waiting = member.ask("own", 1);
    thread.drive(member.machine);
    thread.execute(GroupThreadTest::overflow);
    Polling.until(() -> waiting.refusal().isPresent(), "an answer behind the one that failed");
    GroupStatus status = status();
    assertEquals(Mode.ERROR, status.mode());
    assertEquals(0, status.waiting());
    assertTrue(member.group.isLeaving());
  }

  /** Cannot be answered. */
  private static final class Failing extends MapSubmission {

    Failing(OneMember member) {
      super(99, member.ledger);
    }

    @Override
    public void refused(Refusal refusal) {
      overflow();
    }
  }
}
