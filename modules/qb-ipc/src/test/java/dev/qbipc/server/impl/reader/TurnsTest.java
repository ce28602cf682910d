package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Busy connections take turns, and notification bytes are taken between them. */
public class TurnsTest {

  /** How long a round without requests takes. */
  private static final long ROUND_NANOS = 50;

  private final Turns turns = new Turns(new FaultWatch(() -> false));
  private final List<FakeClient> clients = new ArrayList<>();
  private long now = 7;

  private final class FakeClient implements Schedule.Client {

    private final Turn turn = new Turn();
    private boolean takenAnswers = true;
    private int timesBytesTaken;

    FakeClient() {
      clients.add(this);
    }

    @Override
    public Turn turn() {
      return turn;
    }

    @Override
    public boolean hasTakenAnswers() {
      return takenAnswers;
    }

    @Override
    public int wakeUps() {
      return 0;
    }

    @Override
    public void takeBytes() {
      turn.bytesTaken();
      timesBytesTaken++;
    }

    void take(int count) {
      for (int i = 0; i < count; i++) {
        assertFalse("over after " + turn.requests(), turn.isOver());
        turn.requestTaken();
        turns.taken(this, 1, now);
      }
    }

    void takeAll() {
      take(Turn.MAX_REQUESTS);
      assertTrue(turn.isOver());
    }
  }

  private boolean areOver() {
    return turns.canRestart(clients, clients.size(), now);
  }

  private long nanosUntilOver() {
    long begun = now;
    do {
      now += ROUND_NANOS;
    } while (!areOver());
    return now - begun;
  }

  private void goOn() {
    turns.goOn(clients, clients.size(), now);
  }

  private void takeAllBytes() {
    while (turns.hasPendingDrains()) {
      turns.drainNext(++now);
    }
  }

  /** All turns of clients that share a core, to the moment when the first of the next begins. */
  private void turnsOnOneCore() {
    for (var client : clients) {
      client.takeAll();
    }
    goOn();
    takeAllBytes();
  }

  @Test
  public void turnIsOverAfterManyRequests() {
    new FakeClient().takeAll();
  }

  @Test
  public void turnsAreOverWhenNobodyHasARequestOrWaitsForItsCore() {
    var first = new FakeClient();
    var second = new FakeClient();
    first.takeAll();
    second.take(1);
    assertEquals(Turns.SILENT_NANOS, nanosUntilOver());
  }

  @Test
  public void eachRequestCountsTheTimeAnew() {
    var first = new FakeClient();
    var second = new FakeClient();
    first.takeAll();
    now += Turns.SILENT_NANOS / 2;
    second.take(1);
    assertEquals(Turns.SILENT_NANOS, nanosUntilOver());
  }

  @Test
  public void clientThatWaitsForItsCoreComesFirst() {
    var first = new FakeClient();
    var second = new FakeClient();
    first.takeAll();
    second.takenAnswers = false;
    now += 3 * Turns.SILENT_NANOS;
    assertFalse(areOver());
    second.takenAnswers = true;
    assertEquals(Turns.SILENT_NANOS, nanosUntilOver());
  }

  @Test
  public void clientThatHadItsTurnIsNotWaitedFor() {
    var first = new FakeClient();
    var second = new FakeClient();
    first.takeAll();
    second.takeAll();
    second.takenAnswers = false;
    assertEquals(Turns.SILENT_NANOS, nanosUntilOver());
  }

  @Test
  public void clientThatDoesNotTakeItsAnswersIsNotWaitedForLong() {
    var first = new FakeClient();
    new FakeClient().takenAnswers = false;
    first.takeAll();
    assertEquals(Turns.MAX_SILENT_NANOS, nanosUntilOver());
  }

  @Test
  public void manyClientsAreNotWaitedForLong() {
    var first = new FakeClient();
    turns.beginRound(now);
    first.takeAll();
    long begun = now;
    for (; now - begun < Turns.MAX_WAIT_NANOS; now += Turns.MAX_WAIT_NANOS / 16) {
      assertFalse("after " + (now - begun), turns.exceededLimit(now));
      new FakeClient().take(16);
      turns.beginRound(now);
      assertTrue(turns.passesOver(first));
      turns.endRound(clients, clients.size(), true, now);
    }
    turns.endRound(clients, clients.size(), true, now);
    assertTrue("those are next that are passed over", turns.hasPendingDrains());
    takeAllBytes();
    assertFalse(first.turn.isOver());
    assertFalse("counted anew", turns.exceededLimit(now));
  }

  /** However long ago the last turn began: no client has waited since. */
  @Test
  public void clientIsWaitedForFromWhereItIsPassedOver() {
    var first = new FakeClient();
    now += 10 * Turns.MAX_WAIT_NANOS;
    turns.beginRound(now);
    first.takeAll();
    assertTrue(turns.passesOver(first));
    turns.endRound(clients, clients.size(), true, now);
    assertFalse(turns.hasPendingDrains());
  }

  @Test
  public void bytesOfOneConnectionAreTakenInARound() {
    var first = new FakeClient();
    var second = new FakeClient();
    first.takeAll();
    second.takeAll();
    assertFalse(turns.hasPendingDrains());
    goOn();
    assertTrue(turns.hasPendingDrains());
    turns.drainNext(++now);
    assertEquals(1, first.timesBytesTaken);
    assertEquals(0, second.timesBytesTaken);
    assertTrue("waits for the other's", first.turn.isOver());
    turns.drainNext(++now);
    assertEquals(1, second.timesBytesTaken);
    assertFalse(turns.hasPendingDrains());
    assertFalse(first.turn.isOver());
  }

  @Test
  public void turnsOfClientsThatShareACoreBeginOneAfterAnother() {
    var first = new FakeClient();
    var second = new FakeClient();
    var third = new FakeClient();
    turnsOnOneCore();
    first.takeAll();
    assertTrue(second.turn.isOver());
    goOn();
    assertFalse("no bytes are taken between them", turns.hasPendingDrains());
    second.takeAll();
    assertTrue(third.turn.isOver());
    goOn();
    third.takeAll();
    goOn();
    assertTrue("all had theirs", turns.hasPendingDrains());
  }

  @Test
  public void nextTurnBeginsWhenTheClientHasNothingToAsk() {
    var first = new FakeClient();
    var second = new FakeClient();
    turnsOnOneCore();
    first.take(1);
    assertEquals(Turns.SILENT_NANOS, nanosUntilOver());
    goOn();
    assertFalse(first.turn.isOver());
    assertFalse(second.turn.isOver());
  }

  @Test
  public void turnsOfClientsThatAskAtTheSameTimeBeginAtTheSameTime() {
    var first = new FakeClient();
    var second = new FakeClient();
    for (int i = 0; i < Turn.MAX_REQUESTS; i++) {
      first.take(1);
      second.take(1);
    }
    goOn();
    takeAllBytes();
    assertFalse(first.turn.isOver());
    assertFalse(second.turn.isOver());
  }

  @Test
  public void itIsFoundOutAnewWhetherClientsShareACore() {
    var first = new FakeClient();
    var second = new FakeClient();
    turnsOnOneCore();
    for (int i = 0; i < Turns.SEQUENCES; i++) {
      assertTrue("time " + i, second.turn.isOver());
      first.takeAll();
      goOn();
      second.takeAll();
      goOn();
      takeAllBytes();
    }
    assertFalse("both may ask", second.turn.isOver());
    turnsOnOneCore();
    assertTrue("but not at the same time", second.turn.isOver());
  }

  /** Its client would wait for the bytes of all others. */
  @Test
  public void turnOfFewRequestsDoesNotEnd() {
    var many = new FakeClient();
    var enough = new FakeClient();
    var few = new FakeClient();
    many.takeAll();
    enough.take(Turns.MIN_REQUESTS_TO_END);
    few.take(Turns.MIN_REQUESTS_TO_END - 1);
    goOn();
    assertTrue(enough.turn.isOver());
    few.take(1);
    takeAllBytes();
    assertEquals(1, many.timesBytesTaken);
    assertEquals(1, enough.timesBytesTaken);
    assertEquals(0, few.timesBytesTaken);
    assertEquals(Turns.MIN_REQUESTS_TO_END, few.turn.requests());
  }

  /** It would wait for all others' turns again and again. */
  @Test
  public void turnOfAClientThatAsksSeldomEndsWhenItIsOver() {
    var often = new FakeClient();
    var seldom = new FakeClient();
    for (int i = 0; i < Turn.MAX_REQUESTS / 8; i++) {
      assertFalse("time " + i, seldom.turn.isOver());
      often.takeAll();
      seldom.take(8);
      goOn();
      takeAllBytes();
    }
    assertEquals(1, seldom.timesBytesTaken);
  }

  @Test
  public void onlyBusyConnectionsTakeTurns() {
    var busy = new FakeClient();
    var quiet = new FakeClient();
    quiet.take(100);
    quiet.takenAnswers = false;
    busy.takeAll();
    now += Turns.SILENT_NANOS;
    assertTrue(turns.canRestart(clients, 1, now));
    turns.goOn(clients, 1, now);
    assertFalse(quiet.turn.isOver());
  }

  @Test
  public void allTurnsBeginBeforeTheReaderSleeps() {
    new FakeClient();
    var second = new FakeClient();
    var third = new FakeClient();
    turnsOnOneCore();
    turns.reset();
    assertFalse(second.turn.isOver());
    assertFalse(third.turn.isOver());
  }

  @Test
  public void allTurnsBeginAnewAtOnceWhereThereIsNoTimeForThem() {
    var first = new FakeClient();
    var second = new FakeClient();
    var third = new FakeClient();
    turnsOnOneCore();
    first.takeAll();
    goOn();
    second.takeAll();
    goOn();
    third.take(1);
    turns.restart(clients, clients.size(), ++now);
    for (var client : clients) {
      assertFalse(client.turn.isOver());
    }
    assertEquals(2, first.timesBytesTaken);
    assertEquals(2, second.timesBytesTaken);
    assertEquals("it had but one", 1, third.timesBytesTaken);
    assertFalse(turns.hasPendingDrains());
  }

  /** A client hangs when too many bytes of its were not taken. */
  @Test
  public void turnThatBeginsWithoutItsBytesTakenIsAsShortAsTheyAllow() {
    var client = new FakeClient();
    client.take(Turn.MAX_REQUESTS - 1);
    client.turn.end();
    client.turn.begin();
    client.take(1);
    assertTrue(client.turn.isOver());
  }
}
