package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.memory.WakeWord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

/** A reader's connections are in the order of their last requests, as far as sleeps tell it. */
public class ReaderConnectionsTest {

  private static final int CAPACITY = 2;
  private static final long NOW = 7;

  private final ReaderConnections connections = new ReaderConnections();
  private final List<ReaderClient> unwatched = new ArrayList<>();

  private final RingWait wait =
      new RingWait() {
        @Override
        public int capacity() {
          return CAPACITY;
        }

        @Override
        public void added(ReaderClient connection) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void removed(ReaderClient connection) {
          unwatched.add(connection);
        }

        @Override
        public boolean await(WakeWord wakeWord, List<ReaderClient> watched, long timeoutNanos) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
          throw new UnsupportedOperationException();
        }
      };

  /** Adds connections, which sleep follows. */
  private List<FakeReaderClient> quiet(int count) {
    var added = IntStream.range(0, count).mapToObj(i -> new FakeReaderClient()).toList();
    added.forEach(connections::add);
    connections.prepareToSleep();
    return added;
  }

  private void assertBusy(FakeReaderClient... expected) {
    assertEquals(List.of(expected), connections.watched().subList(0, connections.busy()));
  }

  @Test
  public void newConnectionIsBusyUntilTheReaderSleeps() {
    var added = new FakeReaderClient();
    connections.add(added);
    assertBusy(added);
    connections.prepareToSleep();
    assertBusy();
    assertTrue(added.isWaiting());
  }

  @Test
  public void connectionWithRequestIsBusyOnce() {
    var quiet = quiet(3);
    var second = quiet.get(1);
    for (int i = 0; i < 2; i++) {
      connections.countAmongBusy(second);
      second.takeRequests(1);
    }
    assertBusy(second);
    assertEquals(3, connections.size());
  }

  @Test
  public void connectionThatHasEndedIsNotBusy() {
    var quiet = quiet(2);
    quiet.get(1).truncated();
    connections.countAmongBusy(quiet.get(1));
    assertBusy();
  }

  @Test
  public void othersStayBusyWhenOneIsRemoved() {
    var quiet = quiet(4);
    quiet.subList(1, 4).forEach(connections::countAmongBusy);
    assertTrue(connections.remove(quiet.get(2)));
    assertBusy(quiet.get(1), quiet.get(3));
    assertTrue("a quiet one", connections.remove(quiet.get(0)));
    assertBusy(quiet.get(1), quiet.get(3));
    assertFalse("twice", connections.remove(quiet.get(0)));
  }

  @Test
  public void thoseThatWereQuietForLongestAreParked() {
    var quiet = quiet(4);
    connections.countAmongBusy(quiet.get(3));
    connections.countAmongBusy(quiet.get(1));
    connections.prepareToSleep();
    assertTrue(connections.parkSurplus(wait));
    assertEquals(List.of(quiet.get(3), quiet.get(1)), connections.watched());
    assertTrue(quiet.get(0).parked && quiet.get(2).parked);
    assertEquals(2, unwatched.size());
  }

  @Test
  public void connectionsThatNeedNoWatchingAreNotParked() {
    var quiet = quiet(4);
    quiet.get(0).open = false;
    quiet.get(3).open = false;
    assertTrue(connections.parkSurplus(wait));
    assertEquals(quiet, connections.watched());
  }

  @Test
  public void readerDoesNotSleepIfOneThatIsToBeParkedHasRequest() {
    var quiet = quiet(3);
    quiet.get(2).ready = true;
    assertFalse(connections.parkSurplus(wait));
    assertFalse(quiet.get(2).parked);
    assertEquals(quiet, connections.watched());
  }

  @Test
  public void parkedConnectionComesBackInFront() {
    var quiet = quiet(3);
    connections.parkSurplus(wait);
    connections.add(quiet.get(2));
    assertBusy(quiet.get(2));
    assertEquals(3, connections.size());
    quiet.forEach(connections::remove);
    assertFalse(connections.isAny());
  }

  @Test
  public void parkedConnectionsAreLookedAfter() {
    var quiet = quiet(3);
    connections.parkSurplus(wait);
    connections.countInFlight(1);
    quiet.get(0).deadline = 20;
    quiet.get(2).deadline = 10;
    assertEquals(10, connections.expire(NOW));
    quiet.get(2).intact = false;
    assertTrue(connections.closeTruncated());
    assertTrue(quiet.get(2).isClosed());
    assertFalse("removed as if watched", connections.remove(quiet.get(2)));
    assertFalse(connections.closeTruncated());
  }

  @Test
  public void nothingExpiresWithoutRequestsInFlight() {
    quiet(1).get(0).deadline = 10;
    connections.countInFlight(1);
    assertEquals(10, connections.expire(NOW));
    connections.countInFlight(-1);
    assertEquals(ReaderClient.NO_DEADLINE, connections.expire(NOW));
  }
}
