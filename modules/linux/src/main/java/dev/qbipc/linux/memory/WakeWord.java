package dev.qbipc.linux.memory;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A futex word of our own by which other threads wake one sleeper.
 *
 * <p>The sleeper calls {@link #arm()}, looks once more for work, and then sleeps on {@link
 * #address()} while the word is {@link #ARMED}; a waker that finds it armed disarms it and wakes,
 * so no wake-up is lost and an awake sleeper costs its wakers no system call.
 */
public final class WakeWord {

  /** The word's value while its owner sleeps. */
  public static final int ARMED = 1;

  private static final int DISARMED = 0;

  private final Memory word = new Memory(Integer.BYTES);
  private final long address = Pointer.nativeValue(word);
  private final AtomicBoolean armed = new AtomicBoolean();

  /** A word that is not armed. */
  public WakeWord() {}

  /** {@return the address where the kernel finds the word} */
  public long address() {
    return address;
  }

  /** Announces that the owner is about to sleep. */
  public void arm() {
    word.setInt(0, ARMED);
    armed.set(true);
  }

  /**
   * Announces that the owner is awake.
   *
   * @return whether it was still armed, that is, whether {@link #wake} has not been called since
   */
  public boolean disarm() {
    return armed.getAndSet(false);
  }

  /** Wakes the owner if it sleeps or is about to. Any thread may call it. */
  public void wake() {
    if (armed.compareAndSet(true, false)) {
      word.setInt(0, DISARMED);
      Futex.wake(address);
    }
  }
}
