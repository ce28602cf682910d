package dev.qbipc.fuse.session;

import dev.qbipc.fuse.CallStats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a session counts. Each reader counts its own calls without regard to others; what is rare is
 * counted together.
 */
final class Counters {

  /** The kinds of what is rare. */
  final LongAdder timeouts = new LongAdder();

  final LongAdder interrupts = new LongAdder();
  final LongAdder malformed = new LongAdder();

  private final List<CallCounters> ofReaders = new ArrayList<>();

  /** Of the readers that have left. */
  private final CallCounters ofFormerReaders = new CallCounters();

  /** Of the answers that came later, whatever threads gave them; its monitor guards it. */
  private final CallCounters late = new CallCounters();

  /** Counters for one thread more. */
  synchronized CallCounters join() {
    var counters = new CallCounters();
    ofReaders.add(counters);
    return counters;
  }

  /** The thread of those counters does not count any more. */
  synchronized void leave(CallCounters counters) {
    if (ofReaders.remove(counters)) {
      ofFormerReaders.add(counters);
    }
  }

  /** On any thread: a call has its answer that was put off. */
  void endedLate(int opcode, boolean isError, long nanos) {
    synchronized (late) {
      late.ended(opcode, isError, nanos);
    }
  }

  /** The calls of all threads together. */
  synchronized List<CallStats> calls() {
    var sum = new CallCounters();
    sum.add(ofFormerReaders);
    ofReaders.forEach(sum::add);
    synchronized (late) {
      sum.add(late);
    }
    return sum.stats();
  }
}
