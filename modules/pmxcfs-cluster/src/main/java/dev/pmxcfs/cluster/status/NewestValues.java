package dev.pmxcfs.cluster.status;

import dev.pmxcfs.api.ByteString;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * What waits to be told, in order. A service that publishes values of one key faster than they go
 * round the group would fill it: of such a key one value is on its way at a time, and behind it the
 * newest, without those that were replaced meanwhile. Not for several threads at a time.
 */
final class NewestValues {

  /** So many values of a key may be on their way before only the newest is kept. */
  static final int CROWD = 4;

  private final Queue<Announcement> waiting = new ArrayDeque<>();

  /** Of keys of which something waits or has not come back. */
  private final Map<ByteString, Way> ways = new HashMap<>();

  private int held;
  private long bytes;

  /** The way of a key's values. */
  private static final class Way {

    /** How many wait, or are in the group. */
    private int underWay;

    private boolean isCrowded;

    /** The newest value, if it is kept back. */
    private Announcement newest;
  }

  /**
   * Adds something.
   *
   * @return whether there is more to be sent now
   */
  boolean add(Announcement announcement) {
    ByteString key = announcement.lastingKey().orElse(null);
    if (key == null) {
      append(announcement);
      return true;
    }
    Way way = ways.computeIfAbsent(key, first -> new Way());
    way.isCrowded |= way.underWay >= CROWD;
    if (way.isCrowded) {
      keep(way, announcement);
      return false;
    }
    way.underWay++;
    append(announcement);
    return true;
  }

  private void append(Announcement announcement) {
    waiting.add(announcement);
    bytes += announcement.size();
  }

  private void keep(Way way, Announcement newest) {
    if (way.newest == null) {
      held++;
    } else {
      bytes -= way.newest.size();
    }
    way.newest = newest;
    bytes += newest.size();
  }

  /** What is kept back of a key is outdated by something that is told another way, and later. */
  void outdate(ByteString key) {
    Way way = ways.get(key);
    if (way != null && way.newest != null) {
      held--;
      bytes -= way.newest.size();
      way.newest = null;
    }
  }

  /** Takes what is to be sent next. */
  Optional<Announcement> poll() {
    Announcement next = waiting.poll();
    if (next != null) {
      bytes -= next.size();
    }
    return Optional.ofNullable(next);
  }

  /**
   * A value that was sent has come back, or will not.
   *
   * @return whether there is more to be sent now
   */
  boolean returned(ByteString key) {
    Way way = ways.get(key);
    if (way == null) {
      return false;
    }
    way.underWay = Math.max(0, way.underWay - 1);
    if (way.underWay > 0) {
      return false;
    }
    if (way.newest == null) {
      ways.remove(key);
      return false;
    }
    send(way);
    return true;
  }

  private void send(Way way) {
    Announcement newest = way.newest;
    way.newest = null;
    held--;
    bytes -= newest.size();
    way.underWay = 1;
    append(newest);
  }

  /** Nothing of what was sent comes back. */
  void noneReturns() {
    List<Way> kept = ways.values().stream().filter(way -> way.newest != null).toList();
    kept.forEach(this::send);
    ways.clear();
    for (Announcement next : waiting) {
      next.lastingKey().ifPresent(key -> ways.computeIfAbsent(key, first -> new Way()).underWay++);
    }
  }

  int count() {
    return waiting.size() + held;
  }

  /** How many are to be sent as they are. */
  int ready() {
    return waiting.size();
  }

  long bytes() {
    return bytes;
  }

  void clear() {
    waiting.clear();
    ways.clear();
    held = 0;
    bytes = 0;
  }
}
