package dev.pmxcfs.state.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.LoggedLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

/** Updates that wait for whoever writes them. */
public class RrdQueueTest {

  private static final int LIMIT = 3;

  @Rule public final LoggedLines log = new LoggedLines();

  private final RrdQueue queue = new RrdQueue(LIMIT);
  private int told;

  @Test
  public void updatesComeInTheirOrder() {
    add(1);
    add(2);
    assertEquals(List.of("1", "2"), drain(queue.open(() -> {})));
  }

  @Test
  public void oldestAreDroppedWhenTooManyWait() {
    for (int i = 1; i <= 5; i++) {
      add(i);
    }
    assertEquals(List.of("3", "4", "5"), drain(queue.open(() -> {})));
  }

  @Test
  public void theFirstDropIsSaidAndHowManyThereWereWhenAllIsWritten() {
    RrdQueue.Reader reader = queue.open(() -> {});
    for (int i = 1; i <= LIMIT; i++) {
      add(i);
    }
    drain(reader);
    assertEquals(List.of(), log.with("RRD updates"));
    for (int i = 1; i <= LIMIT + 2; i++) {
      add(i);
    }
    String first = "3 RRD updates wait to be written; the oldest are dropped from now on";
    assertEquals(1, log.with(first).size());
    reader.poll();
    assertEquals(List.of(), log.with("written again"));
    drain(reader);
    assertEquals(1, log.with("RRD updates are written again; 2 were dropped").size());
    for (int i = 1; i <= LIMIT + 1; i++) {
      add(i);
    }
    assertEquals("anew", 2, log.with(first).size());
  }

  @Test
  public void whatWaitsAndWhatWasNeverWrittenIsCounted() {
    for (int i = 1; i <= LIMIT; i++) {
      add(i);
    }
    assertEquals(LIMIT, queue.size());
    assertEquals(0, queue.dropped());
    add(4);
    add(5);
    assertEquals(LIMIT, queue.size());
    assertEquals(2, queue.dropped());
    RrdQueue.Reader reader = queue.open(() -> {});
    drain(reader);
    assertEquals(0, queue.size());
    assertEquals("what was dropped before", 2, queue.dropped());
    add(6);
    reader.discardAll();
    assertEquals(3, queue.dropped());
  }

  @Test
  public void readerIsToldOfUpdatesInAnEmptyQueue() {
    RrdQueue.Reader reader = queue.open(() -> told++);
    add(1);
    add(2);
    assertEquals(1, told);
    drain(reader);
    add(3);
    assertEquals(2, told);
  }

  @Test
  public void readerIsToldOfUpdatesThatWaitedForIt() {
    add(1);
    queue.open(() -> told++);
    assertEquals(1, told);
  }

  @Test
  public void newestReaderGetsTheUpdatesUntilItCloses() {
    RrdQueue.Reader first = queue.open(() -> told++);
    RrdQueue.Reader second = queue.open(() -> {});
    add(1);
    assertEquals(0, told);
    assertTrue(first.poll().isEmpty());
    second.close();
    assertEquals(1, told);
    assertEquals(List.of("1"), drain(first));
  }

  @Test
  public void closingAnOlderReaderChangesNothing() {
    RrdQueue.Reader first = queue.open(() -> {});
    RrdQueue.Reader second = queue.open(() -> {});
    first.close();
    add(1);
    assertEquals(List.of("1"), drain(second));
  }

  @Test
  public void onlyTheNewestReaderMayThrowUpdatesAway() {
    RrdQueue.Reader first = queue.open(() -> {});
    RrdQueue.Reader second = queue.open(() -> {});
    add(1);
    first.discardAll();
    assertEquals(List.of("1"), drain(second));
    add(2);
    second.discardAll();
    assertEquals(List.of(), drain(second));
  }

  @Test
  public void readerThatHandsOverLeavesTheUpdatesToTheOneBeforeIt() {
    RrdQueue.Reader first = queue.open(() -> told++);
    RrdQueue.Reader second = queue.open(() -> {});
    add(1);
    assertTrue(second.handOver());
    assertEquals(1, told);
    assertEquals(List.of("1"), drain(first));
  }

  /** Whichever of several that end comes last: it writes what waits. */
  @Test
  public void onlyReaderDoesNotHandOver() {
    RrdQueue.Reader first = queue.open(() -> {});
    RrdQueue.Reader second = queue.open(() -> {});
    assertTrue(first.handOver());
    assertFalse(second.handOver());
    add(1);
    assertEquals(List.of("1"), drain(second));
  }

  @Test
  public void updateThatIsGivenBackIsTheNext() {
    RrdQueue.Reader reader = queue.open(() -> told++);
    add(1);
    add(2);
    reader.giveBack(reader.poll().orElseThrow());
    assertEquals(List.of("1", "2"), drain(reader));
  }

  @Test
  public void readerThatTookOverIsToldOfWhatIsGivenBack() {
    RrdQueue.Reader first = queue.open(() -> {});
    add(1);
    RrdUpdate taken = first.poll().orElseThrow();
    RrdQueue.Reader second = queue.open(() -> told++);
    first.giveBack(taken);
    assertEquals(1, told);
    assertEquals(List.of("1"), drain(second));
  }

  /** Or two might create one file, or write in the wrong order. */
  @Test
  public void readerThatTookOverWaitsForTheUpdateInHand() {
    RrdQueue.Reader first = queue.open(() -> {});
    add(1);
    add(2);
    assertTrue(first.poll().isPresent());
    RrdQueue.Reader second = queue.open(() -> told++);
    assertEquals(1, told);
    assertTrue(second.poll().isEmpty());
    assertFalse(second.isLast());
    assertTrue(first.poll().isEmpty());
    assertEquals(2, told);
    assertEquals(List.of("2"), drain(second));
    assertTrue(second.isLast());
  }

  @Test
  public void lastUpdateIsThatInTheReadersOwnHandWhileNoneWaits() {
    RrdQueue.Reader reader = queue.open(() -> {});
    assertTrue("nothing to write", reader.isLast());
    add(1);
    add(2);
    assertTrue(reader.poll().isPresent());
    assertFalse("another waits", reader.isLast());
    assertTrue(reader.poll().isPresent());
    assertTrue("in its own hand", reader.isLast());
  }

  @Test
  public void updateInAnothersHandIsNotWrittenYet() {
    RrdQueue.Reader first = queue.open(() -> {});
    add(1);
    assertTrue(first.poll().isPresent());
    RrdQueue.Reader second = queue.open(() -> {});
    assertFalse(second.isLast());
    assertTrue(first.poll().isEmpty());
    assertTrue(second.isLast());
  }

  /** Its update in hand is counted as unwritten until it is done with it. */
  @Test
  public void readerThatHandsOverKeepsTheUpdateInItsHand() {
    RrdQueue.Reader first = queue.open(() -> {});
    RrdQueue.Reader second = queue.open(() -> {});
    add(1);
    add(2);
    assertTrue(second.poll().isPresent());
    assertTrue(second.handOver());
    assertTrue("its turn has not come", first.poll().isEmpty());
    assertEquals(2, queue.unwritten());
    second.close();
    assertEquals(List.of("2"), drain(first));
  }

  @Test
  public void whatIsNotWrittenIsCounted() {
    RrdQueue.Reader reader = queue.open(() -> {});
    assertEquals(0, queue.unwritten());
    for (int i = 1; i <= 5; i++) {
      add(i);
    }
    assertEquals(5, queue.unwritten());
    assertTrue(reader.poll().isPresent());
    assertEquals(5, queue.unwritten());
    drain(reader);
    assertEquals(0, queue.unwritten());
  }

  private void add(int time) {
    queue.add(new RrdUpdate(RrdType.NODE, "pve-node-9.0/n", Integer.toString(time)));
  }

  private static List<String> drain(RrdQueue.Reader reader) {
    List<String> values = new ArrayList<>();
    Optional<RrdUpdate> update = reader.poll();
    while (update.isPresent()) {
      values.add(update.get().values());
      update = reader.poll();
    }
    return values;
  }
}
