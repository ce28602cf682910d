package dev.pmxcfs.rrd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates that wait to be written to RRD files. Adding one never waits for the writer: if there are
 * too many, the oldest are dropped. Any thread may call the methods.
 */
final class RrdQueue {

  private static final Logger LOG = LoggerFactory.getLogger(RrdQueue.class);

  private final int limit;
  private final Deque<RrdUpdate> waiting = new ArrayDeque<>();

  /** How many were dropped since the queue was last empty. */
  private long dropped;

  private long droppedEver;

  /**
   * @param limit how many may wait
   */
  RrdQueue(int limit) {
    this.limit = limit;
  }

  /**
   * Adds an update.
   *
   * @return whether none waited before, so that the writer is to be told
   */
  synchronized boolean add(RrdUpdate update) {
    boolean first = waiting.isEmpty();
    if (waiting.size() == limit) {
      waiting.remove();
      noteDropped();
    }
    waiting.add(update);
    return first;
  }

  private void noteDropped() {
    if (dropped == 0) {
      LOG.warn("{} RRD updates wait to be written; the oldest are dropped from now on", limit);
    }
    dropped++;
    droppedEver++;
  }

  /** Takes the oldest update. */
  synchronized Optional<RrdUpdate> poll() {
    Optional<RrdUpdate> oldest = Optional.ofNullable(waiting.poll());
    if (waiting.isEmpty() && dropped > 0) {
      LOG.info("RRD updates are written again; {} were dropped", dropped);
      dropped = 0;
    }
    return oldest;
  }

  /**
   * Throws all updates away.
   *
   * @param taken how many that were taken before are thrown away with them
   */
  synchronized void discardAll(int taken) {
    droppedEver += taken + waiting.size();
    waiting.clear();
    dropped = 0;
  }

  /** How many wait. */
  synchronized int size() {
    return waiting.size();
  }

  /** How many were dropped since the start. */
  synchronized long dropped() {
    return droppedEver;
  }

  /**
   * How many of the latest have not been written: those that wait, or were dropped before these.
   */
  synchronized long unwritten() {
    return waiting.size() + dropped;
  }
}
