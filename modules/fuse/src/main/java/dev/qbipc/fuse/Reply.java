package dev.qbipc.fuse;

/**
 * The one answer to a call. It is given within the {@link FileSystem}'s method, on its thread; or
 * the method asks for one to give {@link #later}, which any thread may give, and returns.
 *
 * <p>Who waits cannot be killed meanwhile. So an answer that has not come within {@link
 * FuseOptions#getTimeout} is given by the session, and what comes afterwards is dropped.
 *
 * <p>All methods that answer return whether the caller has got it. If not, because it was too late,
 * was the second one, or the caller is gone, nobody will use or release what it named.
 */
public interface Reply {

  /**
   * Refuses.
   *
   * @param errno the error number, from 1 to 511 and positive as in {@code dev.qbipc.linux.Errno}
   * @return whether the caller has got it
   * @throws IllegalArgumentException if it is no error number
   */
  boolean error(int errno);

  /**
   * Puts the answer off. This object must not be used any more, and neither must the names, the
   * caller and the data that the method was given, once it has returned.
   *
   * @return the answer, for any thread
   */
  Reply later();

  /**
   * {@return whether the caller has been sent a signal while it waits} What has not begun may then
   * be refused with EINTR.
   */
  boolean isInterrupted();

  /**
   * Has a signal to the caller tell of itself, for answers that are given later.
   *
   * @param handler called once, on a thread of the session, which it must not hold up; at once if
   *     the signal has come already
   * @throws IllegalStateException if it is not for an answer that is given later
   */
  void onInterrupt(Runnable handler);

  /**
   * Has the caller's death tell of itself, for answers that are given later: a signal ends the
   * caller, who waits for this answer alone and will never see it. What has not begun is best
   * refused then; what has is finished. Other signals do not count: programs do not expect EINTR of
   * files.
   *
   * @param handler called once, on a thread of the session, which it must not hold up; maybe before
   *     this returns
   * @throws IllegalStateException if it is not for an answer that is given later
   */
  void onAbandoned(Runnable handler);
}
