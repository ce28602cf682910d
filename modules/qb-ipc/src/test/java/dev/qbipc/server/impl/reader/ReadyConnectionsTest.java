package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.Test;

/** Busy connections are polled in every round, quiet ones a few at a time. */
public class ReadyConnectionsTest {

  private static final int CONNECTIONS = 10;
  private static final int BUSY = 2;

  private final ReaderConnections connections = new ReaderConnections();
  private final ReadyConnections ready = new ReadyConnections(connections, new PlainSchedule());

  private final List<FakeReaderClient> clients =
      IntStream.range(0, CONNECTIONS).mapToObj(i -> new FakeReaderClient()).toList();

  private final List<FakeReaderClient> busy = clients.subList(0, BUSY);
  private final List<FakeReaderClient> quiet = clients.subList(BUSY, CONNECTIONS);

  @Before
  public void add() {
    clients.forEach(connections::add);
    connections.prepareToSleep();
    busy.forEach(connections::countAmongBusy);
  }

  private int pollsOfQuiet() {
    return quiet.stream().mapToInt(client -> client.polls).sum();
  }

  @Test
  public void quietOnesHaveTheirTurnInAFewRounds() {
    ready.find();
    assertEquals(4, pollsOfQuiet());
    ready.find();
    assertTrue(quiet.stream().allMatch(client -> client.polls == 1));
    assertTrue(busy.stream().allMatch(client -> client.polls == 2));
  }

  @Test
  public void allAreLookedAtInTheNextRoundAlone() {
    ready.lookAtAll();
    ready.find();
    assertTrue(clients.stream().allMatch(client -> client.polls == 1));
    ready.find();
    assertEquals(quiet.size() + 4, pollsOfQuiet());
  }

  @Test
  public void thoseWithRequestsAreFoundOncePerRound() {
    busy.get(1).ready = true;
    quiet.get(5).ready = true;
    ready.lookAtAll();
    assertEquals(List.of(busy.get(1), quiet.get(5)), ready.find());
    busy.get(1).takeRequests(1);
    ready.lookAtAll();
    assertEquals(List.of(quiet.get(5)), ready.find());
  }

  @Test
  public void connectionThatTheSchedulePassesOverIsNotFound() {
    var schedule = new Turns(connections.faults());
    var passing = new ReadyConnections(connections, schedule);
    busy.forEach(client -> client.ready = true);
    busy.get(0).turn().end();
    assertEquals(List.of(busy.get(1)), passing.find());
    assertTrue(schedule.hasWork());
  }
}
