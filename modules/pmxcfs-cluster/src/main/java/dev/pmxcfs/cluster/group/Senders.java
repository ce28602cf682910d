package dev.pmxcfs.cluster.group;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who waits for what becomes of a frame of this node, by the frame's count. */
final class Senders<S extends Submission> {

  private final Map<Long, Waiting<S>> waiting = new LinkedHashMap<>();

  private record Waiting<S>(S submission, long sinceMillis) {}

  void add(long count, S submission, long nowMillis) {
    waiting.put(count, new Waiting<>(submission, nowMillis));
  }

  /** Whoever waits for a frame, and does so no more; null if nobody does. */
  S take(long count) {
    Waiting<S> taken = waiting.remove(count);
    return taken == null ? null : taken.submission();
  }

  /** Whether nobody waits for a frame any more, nor for one before it. */
  boolean areAnswered(long count) {
    return waiting.isEmpty() || waiting.keySet().iterator().next() > count;
  }

  int size() {
    return waiting.size();
  }

  /** Answers whoever waits for a frame, if anybody does. */
  void refuse(long count, Refusal refusal) {
    S submission = take(count);
    if (submission != null) {
      submission.refused(refusal);
    }
  }

  /** If answering one fails the machine, the others still wait, to be answered by the next call. */
  void refuseAll(Refusal refusal) {
    for (long count : List.copyOf(waiting.keySet())) {
      refuse(count, refusal);
    }
  }

  /**
   * Answers those who have waited since before a moment.
   *
   * @return how many these are
   */
  int refuseBefore(long millis, Refusal refusal) {
    List<S> late = new ArrayList<>();
    Iterator<Waiting<S>> oldestFirst = waiting.values().iterator();
    while (oldestFirst.hasNext()) {
      Waiting<S> one = oldestFirst.next();
      if (one.sinceMillis() - millis > 0) {
        break;
      }
      late.add(one.submission());
      oldestFirst.remove();
    }
    late.forEach(submission -> submission.refused(refusal));
    return late.size();
  }
}
