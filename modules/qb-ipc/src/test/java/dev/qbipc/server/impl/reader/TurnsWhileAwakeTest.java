package dev.qbipc.server.impl.reader;

import static dev.qbipc.server.impl.reader.TurnsWhileAwake.REQUESTS_PER_LOOK;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** Clients take turns only while most of them are awake when their answers come. */
public class TurnsWhileAwakeTest {

  private final TurnsWhileAwake schedule = new TurnsWhileAwake(new FaultWatch(() -> false));
  private final FakeClient client = new FakeClient();
  private final FakeClient other = new FakeClient();
  private final List<FakeClient> clients = List.of(client, other);
  private long now;

  private static final class FakeClient implements Schedule.Client {

    private final Turn turn = new Turn();
    private int wakeUps;
    private int timesBytesTaken;

    @Override
    public Turn turn() {
      return turn;
    }

    @Override
    public boolean hasTakenAnswers() {
      return true;
    }

    @Override
    public int wakeUps() {
      return wakeUps;
    }

    @Override
    public void takeBytes() {
      turn.bytesTaken();
      timesBytesTaken++;
    }
  }

  /** A round with a request of a client, for which it is woken or not. */
  private void request(FakeClient client, boolean wakesUp) {
    now += 1000;
    schedule.beginRound(now);
    boolean passedOver = schedule.passesOver(client);
    if (!passedOver) {
      client.turn.requestTaken();
      client.wakeUps += wakesUp ? 1 : 0;
      schedule.taken(client, 1, now);
    }
    schedule.endRound(clients, clients.size(), !passedOver, now);
  }

  /** Requests of both, in turn, of which each {@code period}th finds its client asleep. */
  private void requests(int count, int period) {
    int before = client.turn.requests();
    for (int i = 0; i < count; i++) {
      request(i % 2 == 0 ? client : other, i % period == 0);
    }
    assertTrue("requests were taken", count < 2 || client.turn.requests() != before);
  }

  private void fallAsleep() {
    for (int i = 0; i < 4 * REQUESTS_PER_LOOK && schedule.areInTurns(); i++) {
      request(i % 2 == 0 ? client : other, true);
    }
  }

  @Test
  public void clientsTakeTurnsAtFirst() {
    assertTrue(schedule.areInTurns());
    while (!client.turn.isOver()) {
      request(client, false);
    }
    assertTrue(schedule.passesOver(client));
    assertFalse(schedule.passesOver(other));
  }

  @Test
  public void turnsEndWhenMostAnswersFindTheirClientsAsleep() {
    fallAsleep();
    assertFalse(schedule.areInTurns());
    assertFalse(schedule.hasWork());
    for (int i = 0; i < 2 * Turn.MAX_REQUESTS; i++) {
      assertFalse(schedule.passesOver(client));
      request(client, true);
    }
  }

  /** Or a client whose turn had ended would have no request taken any more. */
  @Test
  public void noTurnStaysEnded() {
    fallAsleep();
    assertFalse(client.turn.isOver());
    assertFalse(other.turn.isOver());
  }

  /** Or it would be caught in its send call. */
  @Test
  public void bytesAreTakenInTimeWithoutTurns() {
    fallAsleep();
    client.timesBytesTaken = 0;
    for (int i = 0; i < 3 * Turn.MAX_REQUESTS; i++) {
      request(client, true);
    }
    assertEquals(3, client.timesBytesTaken);
  }

  @Test
  public void turnsBeginAgainWhenClientsAreAwake() {
    fallAsleep();
    requests(REQUESTS_PER_LOOK, 100);
    assertTrue(schedule.areInTurns());
  }

  @Test
  public void fewSleepsInManyDoNotEndTurns() {
    for (int i = 0; i < 8 * REQUESTS_PER_LOOK; i++) {
      request(i % 2 == 0 ? client : other, i % 3 == 0);
    }
    assertTrue(schedule.areInTurns());
  }

  /** Looks with clients that sleep, until turns are tried. */
  private int looksUntilTried() {
    int requests = 0;
    for (; !schedule.areInTurns(); requests++) {
      request(requests % 2 == 0 ? client : other, true);
    }
    return requests / REQUESTS_PER_LOOK;
  }

  @Test
  public void turnsAreTriedAgainEverMoreSeldomWhileTheyDoNotHelp() {
    fallAsleep();
    int first = looksUntilTried();
    fallAsleep();
    assertEquals(2 * first, looksUntilTried());
    for (int i = 0; i < 8; i++) {
      fallAsleep();
      looksUntilTried();
    }
    fallAsleep();
    assertEquals(TurnsWhileAwake.LAST_PAUSE, looksUntilTried());
  }

  @Test
  public void turnsAreTriedSoonAgainWhenTheyHaveHelped() {
    for (int i = 0; i < 8; i++) {
      fallAsleep();
      looksUntilTried();
    }
    requests(4 * REQUESTS_PER_LOOK, 100);
    fallAsleep();
    assertEquals(TurnsWhileAwake.FIRST_PAUSE, looksUntilTried());
  }
}
