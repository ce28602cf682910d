package dev.qbipc.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.qbipc.wire.RingHeaderDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A chunk that is posted while the client puts back another one, as libqb does with a message that
 * does not fit its buffer, is counted.
 */
@JCStressTest
@State
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both are there.")
@Outcome(expect = FORBIDDEN, desc = "One is lost, or counted twice.")
public class PutBackStress {

  private final RingPair pair = RingPair.take();

  public PutBackStress() {
    pair.write(1, 0);
  }

  @Actor
  public void post() {
    pair.write(1, 0);
  }

  @Actor
  public void putBack() {
    Ring.INT.getAndAdd(pair.header, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET, -1);
    Ring.INT.getAndAdd(pair.header, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET, 1);
  }

  @Arbiter
  public void end(I_Result result) {
    result.r1 = pair.writer.queued();
    pair.release();
  }
}
