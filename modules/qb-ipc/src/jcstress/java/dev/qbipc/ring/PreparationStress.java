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
 * What the writer writes into the free memory behind a chunk never lands in a chunk that was not
 * read, also while the reader gives back the space that makes it free.
 */
@JCStressTest
@State
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "All chunks are whole.")
@Outcome(expect = FORBIDDEN, desc = "A chunk has no room, or was overwritten.")
public class PreparationStress {

  private static final int FIRST = -1;
  private static final int SECOND = -2;
  private static final int THIRD = -3;

  private final RingPair pair = RingPair.take();
  private final int number = ++pair.next;

  /** Four of these fill the ring; a fifth fits when the first was read. */
  private final int words =
      pair.writer.capacity() / ChunkDescriptor.WORD / 4 - ChunkDescriptor.HEADER_WORDS;

  public PreparationStress() {
    pair.write(words, FIRST);
    pair.write(words, SECOND);
    pair.write(words, THIRD);
  }

  @Actor
  public void write(II_Result result) {
    result.r1 = pair.write(words, number) ? 1 : 0;
  }

  @Actor
  public void read() {
    readOne();
    pair.reader.settle();
  }

  private void readOne() {
    pair.reader.advance(words * ChunkDescriptor.WORD);
  }

  @Arbiter
  public void end(II_Result result) {
    for (int expected : new int[] {SECOND, THIRD, number}) {
      result.r2 += pair.wrongWords(words, expected);
      readOne();
    }
    pair.release();
  }
}
