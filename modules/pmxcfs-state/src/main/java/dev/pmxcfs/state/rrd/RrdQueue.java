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

  /** The reader that writes an update; null if none does. */
  private Reader holder;

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
   * @param whenFilled told when there may be an update for this reader, on any thread; must not
   *     block
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

  /** How many updates have not been written: those in hand, waiting, or dropped before these. */
  public synchronized long unwritten() {
    return waiting.size() + dropped + (holder != null ? 1 : 0);
  }

  /**
   * One who gets the updates. An update is in its hand until it asks for the next one; meanwhile no
   * other reader gets any, so that they are written in their order.
   */
  public final class Reader implements AutoCloseable {

    private final Runnable whenFilled;

    private Reader(Runnable whenFilled) {
      this.whenFilled = whenFilled;
    }

    /**
     * Takes the oldest update, and is done with the one before.
     *
     * @return nothing if none waits, or if it is not this reader's turn
     */
    public Optional<RrdUpdate> poll() {
      Reader toBeTold;
      synchronized (RrdQueue.this) {
        toBeTold = letGo();
        if (holder == null && newest() == this) {
          Optional<RrdUpdate> oldest = pollOldest();
          holder = oldest.isPresent() ? this : null;
          return oldest;
        }
      }
      tell(toBeTold);
      return Optional.empty();
    }

    private Optional<RrdUpdate> pollOldest() {
      Optional<RrdUpdate> oldest = Optional.ofNullable(waiting.poll());
      if (waiting.isEmpty() && dropped > 0) {
        LOG.info("RRD updates are written again; {} were dropped", dropped);
        dropped = 0;
      }
      return oldest;
    }

    /** Whether all updates are written, or in this reader's hand alone. */
    public boolean isLast() {
      synchronized (RrdQueue.this) {
        return waiting.isEmpty() && (holder == null || holder == this);
      }
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

    /** Gives an update back that was taken and not written, to be the next that is taken. */
    public void giveBack(RrdUpdate update) {
      Reader toBeTold;
      synchronized (RrdQueue.this) {
        waiting.addFirst(update);
        toBeTold = letGo();
      }
      tell(toBeTold);
    }

    /**
     * Leaves the updates to the reader before this one, if there is one.
     *
     * @return false if this is the only reader: it remains open
     */
    public boolean handOver() {
      Reader toBeTold;
      synchronized (RrdQueue.this) {
        if (newest() == this && readers.size() == 1) {
          return false;
        }
        readers.remove(this);
        toBeTold = newest();
      }
      tell(toBeTold);
      return true;
    }

    /** Leaves the updates to the reader before this one; where there is none, they wait. */
    @Override
    public void close() {
      Reader toBeTold;
      synchronized (RrdQueue.this) {
        readers.remove(this);
        letGo();
        toBeTold = newest();
      }
      tell(toBeTold);
    }

    /** Has nothing in its hand any more. Returns who is to be told. */
    private Reader letGo() {
      if (holder != this) {
        return null;
      }
      holder = null;
      Reader newest = newest();
      return newest == this ? null : newest;
    }

    private static void tell(Reader reader) {
      if (reader != null) {
        reader.whenFilled.run();
      }
    }
  }
}
