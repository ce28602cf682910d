package dev.qbipc.fuse.session;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests whose answers are given later, by their numbers. */
final class Waiting {

  private final Map<Long, LateAnswer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final int most;

  Waiting(int most) {
    this.most = most;
  }

  void add(LateAnswer answer) {
    size.incrementAndGet();
    if (answers.put(answer.unique(), answer) != null) {
      // the kernel does not number two alike; who plays the kernel may
      size.decrementAndGet();
    }
  }

  void remove(LateAnswer answer) {
    if (answers.remove(answer.unique(), answer)) {
      size.decrementAndGet();
    }
  }

  /** Whether as many wait as may. */
  boolean isFull() {
    return size.get() >= most;
  }

  int size() {
    return size.get();
  }

  /** The one of that number, or null. */
  LateAnswer get(long unique) {
    return answers.get(unique);
  }

  /** Those that wait, as far as they are known when they are gone through. */
  Collection<LateAnswer> all() {
    return answers.values();
  }
}
