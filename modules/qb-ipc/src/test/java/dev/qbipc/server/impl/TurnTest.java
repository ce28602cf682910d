package dev.qbipc.server.impl;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** After many requests a busy connection lets another one go first. */
public class TurnTest {

  private final Turn turn = new Turn();
  private long round = 7;
  private long served = 1000;

  private boolean isOver() {
    return turn.isOver(served, round++);
  }

  private void take(int count) {
    turn.taken(count);
    served += count;
  }

  private void takeAll() {
    for (int i = 0; i < Turn.REQUESTS; i++) {
      assertFalse("request " + i, isOver());
      take(1);
    }
  }

  @Test
  public void isOverAfterManyRequests() {
    takeAll();
    assertTrue(isOver());
  }

  @Test
  public void beginsAnewWhenTheOthersHadAsMany() {
    takeAll();
    for (int i = 0; i < Turn.REQUESTS; i++) {
      assertTrue("request of others " + i, isOver());
      served++;
    }
    takeAll();
    assertTrue(isOver());
  }

  /** They may be busy with something else. */
  @Test
  public void beginsAnewAfterSomeRoundsWithoutRequestsOfOthers() {
    takeAll();
    assertEquals(Turn.ROUNDS_WITHOUT_OTHERS, roundsPassedOver());
    take(1);
    assertFalse(isOver());
  }

  @Test
  public void eachRequestOfOthersCountsTheRoundsAnew() {
    takeAll();
    assertTrue(isOver());
    round += Turn.ROUNDS_WITHOUT_OTHERS / 2;
    served++;
    assertEquals(Turn.ROUNDS_WITHOUT_OTHERS, roundsPassedOver());
  }

  private int roundsPassedOver() {
    int rounds = 0;
    while (isOver()) {
      rounds++;
    }
    return rounds;
  }

  /** What others had before it was passed over does not count. */
  @Test
  public void othersComeFirstThoughTheyWereServedDuringTheTurn() {
    for (int i = 0; i < Turn.REQUESTS; i++) {
      assertFalse(isOver());
      take(1);
      served += 3;
    }
    assertTrue(isOver());
    assertTrue(isOver());
  }

  @Test
  public void manyRequestsOfOneRoundCountAsMany() {
    take(Turn.REQUESTS / 2);
    assertFalse(isOver());
    take(Turn.REQUESTS / 2);
    assertTrue(isOver());
  }
}
