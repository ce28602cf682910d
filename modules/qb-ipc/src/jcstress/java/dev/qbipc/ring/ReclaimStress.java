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

/**
 * Space that is given back is the writer's: what the reader writes to mark a chunk as read never
 * lands in the chunk that takes its place.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The writer found no room yet.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The new chunk is over the old one, and whole.")
@Outcome(expect = FORBIDDEN, desc = "The reader has written into the new chunk.")
public class ReclaimStress {

  private final RingPair pair = RingPair.take();
  private final int number = ++pair.next;

  /** Two of these do not fit at once; the second lies over the first one's head. */
  private final int words = pair.writer.capacity() / ChunkDescriptor.WORD - 2;

  public ReclaimStress() {
    pair.write(words, -1);
  }

  @Actor
  public void write(II_Result result) {
    result.r1 = pair.write(words, number) ? 1 : 0;
  }

  @Actor
  public void read() {
    if (pair.reader.isPosted()) {
      pair.reader.advance(words * ChunkDescriptor.WORD);
      pair.reader.settle();
    }
  }

  @Arbiter
  public void end(II_Result result) {
    result.r2 = result.r1 == 1 ? pair.wrongWords(words, number) : 0;
    pair.release();
  }
}
