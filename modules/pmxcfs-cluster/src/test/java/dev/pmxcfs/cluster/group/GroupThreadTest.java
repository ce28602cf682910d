package dev.pmxcfs.cluster.group;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.simulation.MapApplication;
import dev.pmxcfs.cluster.simulation.MapSubmission;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** Whatever fails on a group's thread, the thread goes on, and nobody waits for ever. */
public class GroupThreadTest {

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final GroupThread thread = new GroupThread(executor);

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
