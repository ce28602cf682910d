package dev.pmxcfs.state.directory;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.Test;

/** Who waits for a round, for which one, and for how long. */
public class RoundsTest {

  private static final long PATIENCE_MINUTES = 2;

  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
  private static final long NEVER_NANOS = TimeUnit.DAYS.toNanos(1);

  private final AtomicBoolean eventsWait = new AtomicBoolean();

  /** Rounds that nobody gives up, however long a busy machine keeps a test from ending them. */
  private static Rounds patient(BooleanSupplier eventsWait) {
    return new Rounds(eventsWait, NEVER_NANOS, NEVER_NANOS);
  }

  @Test
  public void nobodyWaitsWhereNothingChanged() {
    assertTrue(patient(() -> false).await());
  }

  @Test
  public void eventsAreWaitedForUntilARoundHasTakenThemIn() throws Exception {
    eventsWait.set(true);
    var rounds = patient(eventsWait::get);
    var waiting = startWaiting(rounds);
    rounds.begin();
    eventsWait.set(false);
    assertFalse("published", waiting.isDone());
    rounds.end();
    assertTrue(waiting.get(PATIENCE_MINUTES, TimeUnit.MINUTES));
  }

  /** A round that runs may have looked before. */
  @Test
  public void eventsThatComeDuringARoundAreWaitedForUntilTheNext() throws Exception {
    var rounds = patient(eventsWait::get);
    rounds.begin();
    eventsWait.set(true);
    var waiting = startWaiting(rounds);
    rounds.end();
    assertFalse("the round before", waiting.isDone());
    rounds.begin();
    eventsWait.set(false);
    rounds.end();
    assertTrue(waiting.get(PATIENCE_MINUTES, TimeUnit.MINUTES));
  }

  /**
   * The moment in which a round takes events away is none in which there is nothing to wait for.
   */
  @Test
  public void aRoundThatBeginsWhileOneLooksIsWaitedFor() throws Exception {
    var looks = new AtomicInteger();
    var begun = new CompletableFuture<Void>();
    var rounds = new Rounds[1];
    rounds[0] =
        patient(
            () -> {
              if (looks.incrementAndGet() == 2) {
                rounds[0].begin();
                begun.complete(null);
              }
              return looks.get() == 1;
            });
    var waiting = startWaiting(rounds[0]);
    begun.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    awaitLooks(looks, 3);
    assertFalse("published", waiting.isDone());
    rounds[0].end();
    assertTrue(waiting.get(PATIENCE_MINUTES, TimeUnit.MINUTES));
  }

  /** Until it has looked again it has not made up its mind. */
  private static void awaitLooks(AtomicInteger looks, int count) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (looks.get() < count && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /** Changes that never cease keep nobody for ever. */
  @Test
  public void oneLaterRoundIsEnough() throws Exception {
    eventsWait.set(true);
    var rounds = patient(eventsWait::get);
    var waiting = startWaiting(rounds);
    rounds.begin();
    rounds.end();
    assertTrue(waiting.get(PATIENCE_MINUTES, TimeUnit.MINUTES));
  }

  @Test
  public void aRoundInWhichNothingHappensIsGivenUpByAllUntilItsEnd() {
    var rounds = new Rounds(eventsWait::get, SHORT_NANOS, NEVER_NANOS);
    rounds.begin();
    assertFalse("the first to give up says so", rounds.await());
    assertTrue(rounds.isHanging());
    eventsWait.set(true);
    assertTrue("nobody else waits", rounds.await());
    assertTrue("it was given up", rounds.end());
    assertFalse(rounds.isHanging());
    rounds.begin();
    assertFalse("this one was not", rounds.end());
  }

  /** It may be a large directory on a busy machine. */
  @Test
  public void aRoundThatGoesOnIsWaitedForUntilTheLimitOfAllWaits() {
    var rounds = new Rounds[1];
    rounds[0] =
        new Rounds(
            () -> {
              rounds[0].progress();
              return true;
            },
            SHORT_NANOS,
            LONG_NANOS);
    rounds[0].begin();
    long begin = System.nanoTime();
    assertFalse(rounds[0].await());
    assertTrue("not given up for hanging", System.nanoTime() - begin > LONG_NANOS);
    assertTrue(rounds[0].isHanging());
  }

  @Test
  public void whoIsInterruptedWaitsNoLongerAndIsInterruptedStill() {
    var rounds = patient(eventsWait::get);
    rounds.begin();
    Thread.currentThread().interrupt();
    assertTrue("the round is not given up", rounds.await());
    assertTrue(Thread.interrupted());
    assertFalse(rounds.isHanging());
  }

  @Test
  public void theEndLetsEverybodyGo() throws Exception {
    eventsWait.set(true);
    var rounds = patient(eventsWait::get);
    var waiting = startWaiting(rounds);
    rounds.close();
    assertTrue(waiting.get(PATIENCE_MINUTES, TimeUnit.MINUTES));
    assertTrue(rounds.await());
  }

  private static CompletableFuture<Boolean> startWaiting(Rounds rounds)
      throws InterruptedException {
    var waiting = new CompletableFuture<Boolean>();
    var thread = new Thread(() -> waiting.complete(rounds.await()));
    thread.setDaemon(true);
    thread.start();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (thread.getState() != Thread.State.TIMED_WAITING
        && thread.isAlive()
        && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    return waiting;
  }
}
