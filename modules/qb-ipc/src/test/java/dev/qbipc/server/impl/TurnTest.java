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

  private boolean isPassedOver() {
    return turn.isPassedOver(served, round++);
  }

  private void take(int count) {
    turn.taken(count);
    served += count;
  }

  private void takeAll() {
    for (int i = 0; i < Turn.REQUESTS; i++) {
      assertFalse("request " + i, isPassedOver());
      take(1);
    }
  }

  @Test
  public void isOverAfterManyRequests() {
    takeAll();
    assertTrue(isPassedOver());
  }

  @Test
  public void beginsAnewWhenTheOthersHadAsMany() {
    takeAll();
    for (int i = 0; i < Turn.REQUESTS; i++) {
      assertTrue("request of others " + i, isPassedOver());
      served++;
    }
    takeAll();
    assertTrue(isPassedOver());
  }

  /** They may be busy with something else. */
  @Test
  public void beginsAnewAfterSomeRoundsWithoutRequestsOfOthers() {
    takeAll();
    assertEquals(Turn.ROUNDS_WITHOUT_OTHERS, roundsPassedOver());
    take(1);
    assertFalse(isPassedOver());
  }

  /** As after a sleep of the reader. */
  @Test
  public void canBeginAnewAtAnyTime() {
    takeAll();
    turn.begin();
    takeAll();
    assertTrue(isPassedOver());
    turn.begin();
    takeAll();
    assertTrue(isPassedOver());
  }

  @Test
  public void doesNotForgetHowManyRequestsThereWereWhileNobodyAsked() {
    for (int i = 0; i < 3; i++) {
      turn.taken(1 << 30);
    }
    assertTrue(isPassedOver());
  }

  @Test
  public void eachRequestOfOthersCountsTheRoundsAnew() {
    takeAll();
    assertTrue(isPassedOver());
    round += Turn.ROUNDS_WITHOUT_OTHERS / 2;
    served++;
    assertEquals(Turn.ROUNDS_WITHOUT_OTHERS, roundsPassedOver());
  }

  private int roundsPassedOver() {
    int rounds = 0;
    while (isPassedOver()) {
      rounds++;
    }
    return rounds;
  }

  /** What others had before it was passed over does not count. */
  @Test
  public void othersComeFirstThoughTheyWereServedDuringTheTurn() {
    for (int i = 0; i < Turn.REQUESTS; i++) {
      assertFalse(isPassedOver());
      take(1);
      served += 3;
    }
    assertTrue(isPassedOver());
    assertTrue(isPassedOver());
  }

  @Test
  public void manyRequestsOfOneRoundCountAsMany() {
    take(Turn.REQUESTS / 2);
    assertFalse(isPassedOver());
    take(Turn.REQUESTS / 2);
    assertTrue(isPassedOver());
  }
}
