package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Where there is no time for all, it is shared out by users. */
public class FairTurnsTest {

  private static final int GREEDY = 1;
  private static final int HONEST = 2;
  private static final int THIRD = 3;
  private static final long CHEAP = 30_000;
  private static final long EXPENSIVE = 50_000_000;

  private final FairTurns turns = new FairTurns();

  private record FakeClient(int uid, FairTurns.TimeShare timeShare) implements FairTurns.Client {

    FakeClient(int uid) {
      this(uid, new FairTurns.TimeShare());
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private static List<FakeClient> clients(int uid, int count) {
    var clients = new ArrayList<FakeClient>();
    for (int i = 0; i < count; i++) {
      clients.add(new FakeClient(uid));
    }
    return clients;
  }

  private List<FakeClient> chosenOf(List<FakeClient> ready) {
    var chosen = new ArrayList<>(ready);
    turns.choose(chosen);
    return chosen;
  }

  /** Serves the one whose turn it is. */
  private FakeClient serve(List<FakeClient> ready) {
    var next = chosenOf(ready).get(0);
    turns.charge(next, next.uid == GREEDY ? EXPENSIVE : CHEAP);
    return next;
  }

  @Test
  public void roundIsOneUsers() {
    var ready = clients(GREEDY, 3);
    ready.addAll(1, clients(HONEST, 2));
    int first = serve(ready).uid;
    var chosen = chosenOf(ready);
    assertTrue(chosen.stream().allMatch(client -> client.uid != first));
    assertEquals(first == GREEDY ? 2 : 3, chosen.size());
  }

  @Test
  public void honestUserComesNextHoweverManyConnectionsAnotherHas() {
    var ready = clients(GREEDY, 64);
    for (int i = 0; i < 10; i++) {
      serve(ready);
    }
    var honest = new FakeClient(HONEST);
    ready.add(honest);
    for (int i = 0; i < 100; i++) {
      assertEquals("time " + i, honest, serve(ready));
    }
  }

  /** And between two of its requests, others have at most one each. */
  @Test
  public void userThatAsksNowAndThenWaitsForOneRequestOfEachOther() {
    var ready = clients(GREEDY, 64);
    var honest = new FakeClient(HONEST);
    serve(ready);
    for (int i = 0; i < 100; i++) {
      ready.add(honest);
      assertEquals("time " + i, honest, serve(ready));
      ready.remove(honest);
      assertEquals(GREEDY, serve(ready).uid);
    }
  }

  @Test
  public void usersHaveTheSameTime() {
    var ready = clients(GREEDY, 64);
    ready.addAll(clients(HONEST, 1));
    ready.addAll(clients(THIRD, 8));
    long[] nanos = new long[4];
    for (int i = 0; i < 20_000; i++) {
      int uid = serve(ready).uid;
      nanos[uid] += uid == GREEDY ? EXPENSIVE : CHEAP;
    }
    assertEquals(1, (double) nanos[HONEST] / nanos[THIRD], 0.01);
    assertTrue(Math.abs(nanos[HONEST] - nanos[GREEDY]) <= EXPENSIVE);
  }

  @Test
  public void connectionsOfAUserHaveTheSameTime() {
    var ready = clients(GREEDY, 2);
    var cheap = ready.get(0);
    var expensive = ready.get(1);
    int requests = 0;
    for (int i = 0; i < 1000; i++) {
      boolean isCheap = chosenOf(ready).get(0) == cheap;
      turns.charge(isCheap ? cheap : expensive, isCheap ? CHEAP : EXPENSIVE);
      requests += isCheap ? 1 : 0;
    }
    assertTrue(requests + " cheap ones", requests > 990);
  }

  @Test
  public void nobodySavesTimeUp() {
    var first = clients(HONEST, 1);
    var ready = clients(THIRD, 1);
    serve(first);
    for (int i = 0; i < 1000; i++) {
      serve(ready);
    }
    ready.addAll(first);
    int served = 0;
    for (int i = 0; i < 100; i++) {
      served += serve(ready).uid == HONEST ? 1 : 0;
    }
    assertEquals(50, served, 1);
  }

  @Test
  public void theyAreOnUntilRoundsHaveBeenShortForAWhile() {
    assertFalse(turns.areOn());
    turns.roundWasLong(1000);
    assertTrue(turns.areOn());
    turns.roundWasShort(1000 + FairTurns.CALM_NANOS - 1);
    assertTrue(turns.areOn());
    turns.roundWasShort(1000 + FairTurns.CALM_NANOS);
    assertFalse(turns.areOn());
  }

  @Test
  public void whatWasIsForgottenAtTheEnd() {
    var ready = clients(HONEST, 1);
    serve(ready);
    turns.end();
    ready.addAll(clients(THIRD, 1));
    assertEquals("the first of those that wait", HONEST, chosenOf(ready).get(0).uid);
  }
}
