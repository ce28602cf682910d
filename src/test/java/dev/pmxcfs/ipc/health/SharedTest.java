package dev.pmxcfs.ipc.health;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What is found out once for several who ask. */
public class SharedTest {

  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration PAST = Duration.ofNanos(-1);

  private final List<Promise<String>> begun = new ArrayList<>();
  private final Shared<String> shared =
      new Shared<>(
          () -> {
            begun.add(Promise.promise());
            return begun.get(begun.size() - 1).future();
          });

  @Test
  public void whoAsksForAFreshOneGetsNoneThatHasBegunBefore() {
    Future<String> first = shared.fresh();
    Future<String> second = shared.fresh();
    assertEquals("one at a time", 1, begun.size());
    begun.get(0).complete("a");
    assertEquals("a", first.result());
    assertFalse(second.isComplete());
    assertEquals(2, begun.size());
    begun.get(1).complete("b");
    assertEquals("b", second.result());
    shared.fresh();
    assertEquals(3, begun.size());
  }

  @Test
  public void allWhoAskMeanwhileShareTheNextOne() {
    shared.fresh();
    List<Future<String>> waiting = List.of(shared.fresh(), shared.fresh(), shared.fresh());
    begun.get(0).complete("a");
    begun.get(1).complete("b");
    waiting.forEach(one -> assertEquals("b", one.result()));
    assertEquals(2, begun.size());
  }

  @Test
  public void aRecentOneIsTakenWhetherItHasEndedOrNot() {
    Future<String> first = shared.recent(LONG);
    Future<String> second = shared.recent(PAST);
    begun.get(0).complete("a");
    Future<String> third = shared.recent(LONG);
    assertEquals(List.of("a", "a", "a"), List.of(first.result(), second.result(), third.result()));
    assertEquals(1, begun.size());
  }

  @Test
  public void oneThatIsTooOldIsFoundOutAnew() {
    shared.recent(LONG);
    begun.get(0).complete("a");
    Future<String> second = shared.recent(PAST);
    assertFalse(second.isComplete());
    assertEquals(2, begun.size());
  }

  @Test
  public void aFailureIsSharedAndFollowedByAnother() {
    Future<String> first = shared.fresh();
    Future<String> second = shared.fresh();
    begun.get(0).fail("no");
    assertTrue(first.failed());
    begun.get(1).complete("b");
    assertEquals("b", second.result());
  }
}
