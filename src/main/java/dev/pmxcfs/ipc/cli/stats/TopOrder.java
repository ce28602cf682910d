package dev.pmxcfs.ipc.cli.stats;

import java.util.Comparator;

/** What comes first in a view of a service. */
enum TopOrder {
  /** What has had the most requests just now. */
  BUSIEST("the busiest first"),
  /** What fails most: operations by errors just now, connections by events that wait. */
  WORST("by errors, and by events that wait"),
  /** Operations by their 99th percentile, connections by all their requests. */
  SLOWEST("by P99, and by all requests"),
  /** As they are numbered. */
  NUMBERED("by ID");

  private final String words;

  TopOrder(String words) {
    this.words = words;
  }

  /** For the screen. */
  String words() {
    return words;
  }

  TopOrder next() {
    return values()[(ordinal() + 1) % values().length];
  }

  /** The greatest first. */
  <T> Comparator<T> by(
      Comparator<T> busy, Comparator<T> bad, Comparator<T> slow, Comparator<T> number) {
    return switch (this) {
      case BUSIEST -> busy.reversed();
      case WORST -> bad.reversed();
      case SLOWEST -> slow.reversed();
      case NUMBERED -> number;
    };
  }
}
