package dev.pmxcfs.state.rrd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates that wait to be written to RRD files. Whoever adds one never waits for whoever writes
 * them: where too many wait, the oldest are dropped.
 *
 * <p>The queue outlives its readers. Of several, the newest gets the updates; when it closes, the
 * one before it goes on. Any thread may call the methods.
 */
public final class RrdQueue {

  private static final Logger LOG = LoggerFactory.getLogger(RrdQueue.class);

  private final int limit;
  private final Deque<RrdUpdate> waiting = new ArrayDeque<>();
  private final List<Reader> readers = new ArrayList<>();

  /** How many were dropped since the queue was last empty. */
  private long dropped;

  private long droppedEver;

  RrdQueue(int limit) {
    this.limit = limit;
  }

  void add(RrdUpdate update) {
    Reader toBeTold;
    synchronized (this) {
      toBeTold = waiting.isEmpty() ? newest() : null;
      if (waiting.size() == limit) {
        waiting.remove();
        noteDropped();
      }
      waiting.add(update);
    }
    if (toBeTold != null) {
      toBeTold.whenFilled.run();
    }
  }

  private void noteDropped() {
    if (dropped == 0) {
      LOG.warn("{} RRD updates wait to be written; the oldest are dropped from now on", limit);
    }
    dropped++;
    droppedEver++;
  }

  /** How many wait. */
  public synchronized int size() {
    return waiting.size();
  }

  /** How many were dropped since the start, since too many waited. */
  public synchronized long dropped() {
    return droppedEver;
  }

  private Reader newest() {
    return readers.isEmpty() ? null : readers.get(readers.size() - 1);
  }

  /**
   * Takes over the updates.
   *
   * @param whenFilled told when updates came to an empty queue, on the thread that added them; must
   *     not block
   */
  public Reader open(Runnable whenFilled) {
    Reader reader = new Reader(whenFilled);
    boolean filled;
    synchronized (this) {
      readers.add(reader);
      filled = !waiting.isEmpty();
    }
    if (filled) {
      whenFilled.run();
    }
    return reader;
  }

  /** One who gets the updates. */
  public final class Reader implements AutoCloseable {

    private final Runnable whenFilled;

    private Reader(Runnable whenFilled) {
      this.whenFilled = whenFilled;
    }

    /** Takes the oldest update; nothing if none waits or another reader has taken over. */
    public Optional<RrdUpdate> poll() {
      synchronized (RrdQueue.this) {
        return newest() == this ? pollOldest() : Optional.empty();
      }
    }

    private Optional<RrdUpdate> pollOldest() {
      Optional<RrdUpdate> oldest = Optional.ofNullable(waiting.poll());
      if (waiting.isEmpty() && dropped > 0) {
        LOG.info("RRD updates are written again; {} were dropped", dropped);
        dropped = 0;
      }
      return oldest;
    }

    /** Throws all updates away, unless another reader has taken over. */
    public void discardAll() {
      synchronized (RrdQueue.this) {
        if (newest() == this) {
          droppedEver += waiting.size();
          waiting.clear();
          dropped = 0;
        }
      }
    }

    /** Leaves the updates to the reader before this one. */
    @Override
    public void close() {
      Reader toBeTold;
      synchronized (RrdQueue.this) {
        readers.remove(this);
        toBeTold = waiting.isEmpty() ? null : newest();
      }
      if (toBeTold != null) {
        toBeTold.whenFilled.run();
      }
    }
  }
}
