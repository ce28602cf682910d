package dev.qbipc.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.qbipc.wire.ChunkDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A chunk that is posted is whole: its length and all of its payload are there. */
@JCStressTest
@State
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Not posted yet.")
@Outcome(id = "32, 0", expect = ACCEPTABLE, desc = "Posted, and whole.")
@Outcome(expect = FORBIDDEN, desc = "Posted, and not whole.")
public class PublicationStress {

  private static final int WORDS = 8;

  private final RingPair pair = RingPair.take();
  private final int number = ++pair.next;

  @Actor
  public void write() {
    pair.write(WORDS, number);
  }

  @Actor
  public void read(II_Result result) {
    result.r1 = -1;
    result.r2 = -1;
    if (pair.reader.isPosted()) {
      result.r1 = pair.reader.nextLength();
      result.r2 = pair.wrongWords(WORDS, number);
      pair.reader.advance(WORDS * ChunkDescriptor.WORD);
    }
  }

  @Arbiter
  public void end(II_Result result) {
    pair.release();
  }
}
