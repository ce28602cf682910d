package dev.pmxcfs.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.LoggedLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

/** Updates that wait for the writer. */
public class RrdQueueTest {

  private static final int LIMIT = 3;

  @Rule public final LoggedLines log = new LoggedLines();

  private final RrdQueue queue = new RrdQueue(LIMIT);

  @Test
  public void updatesComeInTheirOrder() {
    add(1);
    add(2);
    assertEquals(List.of("1", "2"), drain());
  }

  @Test
  public void oldestAreDroppedWhenTooManyWait() {
    add(1, 5);
    assertEquals(List.of("3", "4", "5"), drain());
  }

  @Test
  public void theFirstDropIsSaidAndHowManyThereWereWhenAllIsWritten() {
    add(1, LIMIT);
    drain();
    assertEquals(List.of(), log.with("RRD updates"));
    add(1, LIMIT + 2);
    String first = "3 RRD updates wait to be written; the oldest are dropped from now on";
    assertEquals(1, log.with(first).size());
    queue.poll();
    assertEquals(List.of(), log.with("written again"));
    drain();
    assertEquals(1, log.with("RRD updates are written again; 2 were dropped").size());
    add(1, LIMIT + 1);
    assertEquals("anew", 2, log.with(first).size());
  }

  @Test
  public void whatWaitsAndWhatWasNeverWrittenIsCounted() {
    add(1, LIMIT);
    assertEquals(LIMIT, queue.size());
    assertEquals(0, queue.dropped());
    add(4, 5);
    assertEquals(LIMIT, queue.size());
    assertEquals(2, queue.dropped());
    assertEquals(5, queue.unwritten());
    drain();
    assertEquals(0, queue.size());
    assertEquals("what was dropped before", 2, queue.dropped());
    assertEquals(0, queue.unwritten());
    add(6, 7);
    queue.poll();
    queue.discardAll(1);
    assertEquals("the one that was taken, too", 4, queue.dropped());
    assertEquals(0, queue.unwritten());
    assertEquals(List.of(), drain());
  }

  @Test
  public void whoAddsToAnEmptyQueueIsToTellTheWriter() {
    assertTrue(add(1));
    assertFalse(add(2));
    drain();
    assertTrue(add(3));
  }

  private void add(int from, int to) {
    for (int i = from; i <= to; i++) {
      add(i);
    }
  }

  private boolean add(int time) {
    return queue.add(new RrdUpdate(RrdType.NODE, "pve-node-9.0/n", Integer.toString(time)));
  }

  private List<String> drain() {
    List<String> values = new ArrayList<>();
    Optional<RrdUpdate> update = queue.poll();
    while (update.isPresent()) {
      values.add(update.get().values());
      update = queue.poll();
    }
    return values;
  }
}
