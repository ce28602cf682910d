package dev.pmxcfs.state.answer;

import java.util.function.BiFunction;

/**
 * An answer that is made of two things and cached until one of them is replaced. The first reader
 * after a change makes it, so that a change without a request costs nothing.
 *
 * <p>Any thread may ask; none waits. Two threads that ask at the same time after a change may both
 * make the answer.
 *
 * @param <A> one thing; never changes
 * @param <B> the other; never changes
 */
public final class CachedAnswer<A, B> {

  private record Entry<A, B>(A first, B second, byte[] answer) {

    boolean isOf(A first, B second) {
      return this.first == first && this.second == second;
    }
  }

  private final BiFunction<A, B, byte[]> maker;

  private volatile Entry<A, B> kept = new Entry<>(null, null, null);

  /**
   * @param maker makes the answer
   */
  public CachedAnswer(BiFunction<A, B, byte[]> maker) {
    this.maker = maker;
  }

  /** The answer made of these two, not to be changed. */
  public byte[] of(A first, B second) {
    Entry<A, B> made = kept;
    if (!made.isOf(first, second)) {
      made = new Entry<>(first, second, maker.apply(first, second));
      kept = made;
    }
    return made.answer();
  }
}
