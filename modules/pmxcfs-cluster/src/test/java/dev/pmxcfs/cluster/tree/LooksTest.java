package dev.pmxcfs.cluster.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.group.GroupEvents;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.ManualTime;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.SendFailure;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * Whoever wants to see a file that was made waits for what this node has sent behind it, which is
 * stored with it (design, section 3.5); and never for long.
 */
public final class LooksTest {

  private static final Member SELF = new Member(1, 1001);
  private static final Member OTHER = new Member(2, 2002);

  private final TreeNode node = new TreeNode(1);
  private final ManualTime time = new ManualTime(TreeNode.TIME);
  private final HeldGroup group = new HeldGroup();
  private final ScheduledThreadPoolExecutor executor = new WithoutTicks();
  private final GroupThread thread = new GroupThread(executor);
  private final TreeGroup tree =
      new TreeGroup(
          node.replica,
          thread,
          group,
          time,
          new GroupOptions(),
          () -> true,
          () -> node.isQuorate,
          AppliedChanges.IGNORED);

  /** One whose thread does something only when it is told to, or when it was told for how long. */
  private static final class WithoutTicks extends ScheduledThreadPoolExecutor {

    WithoutTicks() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable command, long first, long delay, TimeUnit unit) {
      return super.scheduleWithFixedDelay(command, 1, 1, TimeUnit.DAYS);
    }
  }

  /** Frames are delivered when the test says so; for the group's thread. */
  private final class HeldGroup implements ProcessGroup {

    final Queue<byte[]> sent = new ArrayDeque<>();
    SendFailureHandler lastFailure;
    GroupEvents events;

    @Override
    public void join(GroupEvents told) {
      events = told;
    }

    @Override
    public void leave() {
      thread.execute(() -> events.ended("left"));
    }

    @Override
    public Member self() {
      return SELF;
    }

    @Override
    public void multicast(byte[] frame, SendFailureHandler failure) {
      sent.add(frame);
      lastFailure = failure;
    }

    @Override
    public void whenSent(Runnable action) {}
  }

  @Before
  public void start() throws Exception {
    tree.start();
    onThread(() -> group.events.changed(List.of(SELF), List.of(), List.of(SELF)));
  }

  @After
  public void end() throws Exception {
    assertTrue(thread.end(Patience.LIMIT.toMillis()));
    executor.shutdown();
  }

  /** Done when the thread has done it, and what it does when there is no more. */
  private void onThread(Runnable task) throws Exception {
    thread.execute(task);
    executor.submit(() -> {}).get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void deliver(int frames) throws Exception {
    onThread(
        () -> {
          for (int i = 0; i < frames; i++) {
            group.events.delivered(group.sent.remove(), SELF);
          }
        });
  }

  /** A program has made a file, and goes on. */
  private void make(String name) throws Exception {
    var file = new NewFile(ConfigTree.ROOT_INODE, ConfigPath.of(""), ConfigPath.of(name).name());
    var made = tree.make(file).toCompletableFuture();
    deliver(1);
    assertTrue(made.join().isNew());
    assertEquals("put off", 0, node.store.commits().size());
  }

  private CompletableFuture<Outcome> write(String name) {
    var write = new WriteFile(ConfigPath.of(name), 0, "text".getBytes(UTF_8), false);
    return tree.submit(write).toCompletableFuture();
  }

  private CompletableFuture<Void> look() throws Exception {
    CompletableFuture<Void> look = tree.settle().toCompletableFuture();
    onThread(() -> {});
    return look;
  }

  @Test
  public void makingWritingAndClosingIsOneTransaction() throws Exception {
    make("f");
    CompletableFuture<Outcome> written = write("f");
    CompletableFuture<Void> look = look();
    assertFalse("waits for what is written", look.isDone());
    deliver(1);
    assertTrue(look.isDone());
    assertTrue(written.join() instanceof Applied);
    assertTrue(tree.isSettled());
    assertEquals(List.of("f=text"), node.entries());
    assertEquals(1, node.store.commits().size());
  }

  @Test
  public void aLookWaitsForNothingIfNothingIsUnderWay() throws Exception {
    make("f");
    assertTrue(look().isDone());
    assertEquals(List.of("f="), node.entries());
    write("f");
    assertTrue("the file is stored", look().isDone());
  }

  @Test
  public void aLookIsNotHeldUpByFilesThatAreMadeMeanwhile() throws Exception {
    make("f");
    tree.make(new NewFile(ConfigTree.ROOT_INODE, ConfigPath.of(""), ConfigPath.of("g").name()));
    CompletableFuture<Void> look = look();
    assertFalse(look.isDone());
    deliver(1);
    assertTrue("though both could wait for more", look.isDone());
    assertEquals(List.of("f=", "g="), node.entries());
    assertEquals(1, node.store.commits().size());
  }

  @Test
  public void aLookIsNotProlongedByLaterOnes() throws Exception {
    make("f");
    tree.make(new NewFile(ConfigTree.ROOT_INODE, ConfigPath.of(""), ConfigPath.of("g").name()));
    CompletableFuture<Void> look = look();
    tree.make(new NewFile(ConfigTree.ROOT_INODE, ConfigPath.of(""), ConfigPath.of("h").name()));
    CompletableFuture<Void> later = look();
    deliver(1);
    assertTrue(look.isDone());
    assertTrue("what it looks for is stored", later.isDone());
    assertEquals(List.of("f=", "g="), node.entries());
  }

  /** A file that was made, what is written to it, and somebody who waits to see it. */
  private CompletableFuture<Void> lookBehindAWrite() throws Exception {
    make("f");
    write("f");
    CompletableFuture<Void> look = look();
    assertFalse(look.isDone());
    return look;
  }

  /** As in a ring whose token is lost. */
  @Test
  public void aLookWaitsNoLongerThanAFileThatNobodyLooksFor() throws Exception {
    CompletableFuture<Void> look = lookBehindAWrite();
    onThread(() -> time.pass(49));
    assertFalse(look.isDone());
    onThread(() -> time.pass(1));
    assertTrue(look.isDone());
    assertEquals(List.of("f="), node.entries());
  }

  /** The timer is real, and the time is not. */
  @Test
  public void aLookEndsWithoutAnyEvent() throws Exception {
    CompletableFuture<Void> look = lookBehindAWrite();
    executor.execute(() -> time.pass(50)); // which the group's thread is not told of
    Polling.until(look::isDone, "the end of the look");
  }

  @Test
  public void aLookEndsWhenMembersComeOrGo() throws Exception {
    CompletableFuture<Void> look = lookBehindAWrite();
    onThread(() -> group.events.changed(List.of(SELF, OTHER), List.of(), List.of(OTHER)));
    assertTrue(look.isDone());
    assertEquals(List.of("f="), node.entries());
  }

  @Test
  public void aLookEndsWhenTheGroupIsLost() throws Exception {
    CompletableFuture<Void> look = lookBehindAWrite();
    onThread(() -> group.events.ended("corosync is gone"));
    assertTrue(look.isDone());
    assertEquals(List.of("f="), node.entries());
  }

  @Test
  public void aLookEndsWhenTheNodeIsCutOff() throws Exception {
    CompletableFuture<Void> look = lookBehindAWrite();
    node.isQuorate = false;
    deliver(1); // is refused, and the group is left
    onThread(() -> {});
    assertTrue(look.isDone());
    assertEquals(List.of("f="), node.entries());
  }

  @Test
  public void aLookEndsWhenTheFrameIsNotSent() throws Exception {
    CompletableFuture<Void> look = lookBehindAWrite();
    onThread(() -> group.lastFailure.failed(SendFailure.REFUSED));
    assertTrue(look.isDone());
    assertEquals(List.of("f="), node.entries());
  }

  @Test
  public void aLookEndsWhenTheDatabaseFails() throws Exception {
    CompletableFuture<Void> look = lookBehindAWrite();
    node.store.failWith(new DatabaseException(node.store.file(), "the disk is full"));
    deliver(1);
    assertTrue(look.isDone());
    assertTrue(tree.isSettled());
    assertTrue(write("f").join() instanceof Refused);
  }

  @Test
  public void aLookEndsWhenThisNodeLeaves() throws Exception {
    CompletableFuture<Void> look = lookBehindAWrite();
    tree.leave();
    assertTrue(look.isDone());
    assertEquals(List.of("f="), node.entries());
  }
}
