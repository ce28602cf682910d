package dev.pmxcfs.state.answer;

import java.util.function.BiFunction;

/**
 * An answer that is made of two things and kept until one of them is replaced. It is made by the
 * first reader after a change, so a change that nobody asks for costs nothing.
 *
 * <p>Any thread may ask; none waits. Two that ask at once after a change may both make the answer.
 *
 * @param <A> one thing; never changes
 * @param <B> the other; never changes
 */
public final class KeptAnswer<A, B> {

  private record Made<A, B>(A first, B second, byte[] answer) {

    boolean isOf(A first, B second) {
      return this.first == first && this.second == second;
    }
  }

  private final BiFunction<A, B, byte[]> maker;

  private volatile Made<A, B> kept = new Made<>(null, null, null);

  /**
   * @param maker makes the answer
   */
  public KeptAnswer(BiFunction<A, B, byte[]> maker) {
    this.maker = maker;
  }

  /** The answer made of these two, not to be changed. */
  public byte[] of(A first, B second) {
    Made<A, B> made = kept;
    if (!made.isOf(first, second)) {
      made = new Made<>(first, second, maker.apply(first, second));
      kept = made;
    }
    return made.answer();
  }
}
