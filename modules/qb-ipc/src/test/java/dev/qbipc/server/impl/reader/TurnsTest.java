package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Busy connections take turns, and notification bytes are taken between them. */
public class TurnsTest {

  private final Turns turns = new Turns();
  private final List<FakeClient> clients = new ArrayList<>();
  private long round = 7;

  private final class FakeClient implements Turns.Client {

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
    public void takeBytes() {
      turn.bytesTaken();
      timesBytesTaken++;
    }

    void take(int count) {
      for (int i = 0; i < count; i++) {
        assertFalse("over after " + turn.requests(), turn.isOver());
        turn.requestTaken();
        turns.requestsTaken(this, 1, round);
      }
    }

    void takeAll() {
      take(Turn.REQUESTS);
      assertTrue(turn.isOver());
    }
  }

  private boolean areOver() {
    return turns.areOver(clients, clients.size(), round);
  }

  private int roundsUntilOver() {
    int rounds = 0;
    do {
      round++;
      rounds++;
    } while (!areOver());
    return rounds;
  }

  private void goOn() {
    turns.goOn(clients, clients.size(), round);
  }

  private void takeAllBytes() {
    while (turns.haveEnded()) {
      turns.takeBytes(++round);
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
    assertEquals(Turns.SILENT_ROUNDS, roundsUntilOver());
  }

  @Test
  public void eachRequestCountsTheRoundsAnew() {
    var first = new FakeClient();
    var second = new FakeClient();
    first.takeAll();
    round += Turns.SILENT_ROUNDS / 2;
    second.take(1);
    assertEquals(Turns.SILENT_ROUNDS, roundsUntilOver());
  }

  @Test
  public void clientThatWaitsForItsCoreComesFirst() {
    var first = new FakeClient();
    var second = new FakeClient();
    first.takeAll();
    second.takenAnswers = false;
    round += 3 * Turns.SILENT_ROUNDS;
    assertFalse(areOver());
    second.takenAnswers = true;
    assertTrue(areOver());
  }

  @Test
  public void clientThatHadItsTurnIsNotWaitedFor() {
    var first = new FakeClient();
    var second = new FakeClient();
    first.takeAll();
    second.takeAll();
    second.takenAnswers = false;
    assertEquals(Turns.SILENT_ROUNDS, roundsUntilOver());
  }

  @Test
  public void clientThatDoesNotTakeItsAnswersIsNotWaitedForLong() {
    var first = new FakeClient();
    new FakeClient().takenAnswers = false;
    first.takeAll();
    assertEquals(Turns.MOST_SILENT_ROUNDS, roundsUntilOver());
  }

  @Test
  public void manyClientsAreNotWaitedForLong() {
    var first = new FakeClient();
    first.takeAll();
    for (int taken = Turn.REQUESTS; taken < Turns.MOST_REQUESTS; taken += 16) {
      assertFalse("after " + taken, turns.wereLong());
      new FakeClient().take(16);
    }
    assertTrue(turns.wereLong());
    goOn();
    takeAllBytes();
    assertFalse(first.turn.isOver());
    assertFalse("counted anew", turns.wereLong());
  }

  @Test
  public void bytesOfOneConnectionAreTakenInARound() {
    var first = new FakeClient();
    var second = new FakeClient();
    first.takeAll();
    second.takeAll();
    assertFalse(turns.haveEnded());
    goOn();
    assertTrue(turns.haveEnded());
    turns.takeBytes(++round);
    assertEquals(1, first.timesBytesTaken);
    assertEquals(0, second.timesBytesTaken);
    assertTrue("waits for the other's", first.turn.isOver());
    turns.takeBytes(++round);
    assertEquals(1, second.timesBytesTaken);
    assertFalse(turns.haveEnded());
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
    assertFalse("no bytes are taken between them", turns.haveEnded());
    second.takeAll();
    assertTrue(third.turn.isOver());
    goOn();
    third.takeAll();
    goOn();
    assertTrue("all had theirs", turns.haveEnded());
  }

  @Test
  public void nextTurnBeginsWhenTheClientHasNothingToAsk() {
    var first = new FakeClient();
    var second = new FakeClient();
    turnsOnOneCore();
    first.take(1);
    assertEquals(Turns.SILENT_ROUNDS, roundsUntilOver());
    goOn();
    assertFalse(first.turn.isOver());
    assertFalse(second.turn.isOver());
  }

  @Test
  public void turnsOfClientsThatAskAtTheSameTimeBeginAtTheSameTime() {
    var first = new FakeClient();
    var second = new FakeClient();
    for (int i = 0; i < Turn.REQUESTS; i++) {
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
    enough.take(Turns.FEWEST_REQUESTS);
    few.take(Turns.FEWEST_REQUESTS - 1);
    goOn();
    assertTrue(enough.turn.isOver());
    few.take(1);
    takeAllBytes();
    assertEquals(1, many.timesBytesTaken);
    assertEquals(1, enough.timesBytesTaken);
    assertEquals(0, few.timesBytesTaken);
    assertEquals(Turns.FEWEST_REQUESTS, few.turn.requests());
  }

  /** It would wait for all others' turns again and again. */
  @Test
  public void turnOfAClientThatAsksSeldomEndsWhenItIsOver() {
    var often = new FakeClient();
    var seldom = new FakeClient();
    for (int i = 0; i < Turn.REQUESTS / 8; i++) {
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
    round += Turns.SILENT_ROUNDS;
    assertTrue(turns.areOver(clients, 1, round));
    turns.goOn(clients, 1, round);
    assertFalse(quiet.turn.isOver());
  }

  @Test
  public void allTurnsBeginBeforeTheReaderSleeps() {
    new FakeClient();
    var second = new FakeClient();
    var third = new FakeClient();
    turnsOnOneCore();
    turns.beginAll();
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
    turns.beginAnew(clients, clients.size(), ++round);
    for (var client : clients) {
      assertFalse(client.turn.isOver());
    }
    assertEquals(2, first.timesBytesTaken);
    assertEquals(2, second.timesBytesTaken);
    assertEquals("it had but one", 1, third.timesBytesTaken);
    assertFalse(turns.haveEnded());
  }

  /** A client hangs when too many bytes of its were not taken. */
  @Test
  public void turnThatBeginsWithoutItsBytesTakenIsAsShortAsTheyAllow() {
    var client = new FakeClient();
    client.take(Turn.REQUESTS - 1);
    client.turn.end();
    client.turn.begin();
    client.take(1);
    assertTrue(client.turn.isOver());
  }
}
