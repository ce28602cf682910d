package dev.qbipc.fuse.session;

import java.util.ArrayList;
import java.util.List;

/**
 * The requests whose answers are given later. They are linked with each other, so that nothing has
 * to be made for one more; who looks for one, which is rare, goes through all.
 */
final class Waiting {

  private final int most;

  /** The last one that has come, or null. */
  private LateAnswer last;

  private volatile int size;

  Waiting(int most) {
    this.most = most;
  }

  synchronized void add(LateAnswer answer) {
    answer.previous = last;
    if (last != null) {
      last.next = answer;
    }
    last = answer;
    size++;
  }

  /** Takes away one that has been added. */
  synchronized void remove(LateAnswer answer) {
    if (answer.next == null) {
      last = answer.previous;
    } else {
      answer.next.previous = answer.previous;
    }
    if (answer.previous != null) {
      answer.previous.next = answer.next;
    }
    answer.previous = null;
    answer.next = null;
    size--;
  }

  /** Whether as many wait as may. */
  boolean isFull() {
    return size >= most;
  }

  int size() {
    return size;
  }

  /** The one of that number, or null. */
  synchronized LateAnswer get(long unique) {
    LateAnswer answer = last;
    while (answer != null && answer.unique() != unique) {
      answer = answer.previous;
    }
    return answer;
  }

  /** Those that wait now. */
  synchronized List<LateAnswer> all() {
    List<LateAnswer> all = new ArrayList<>(size);
    for (LateAnswer answer = last; answer != null; answer = answer.previous) {
      all.add(answer);
    }
    return all;
  }
}
