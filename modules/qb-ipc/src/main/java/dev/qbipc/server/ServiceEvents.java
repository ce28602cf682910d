package dev.qbipc.server;

/**
 * Is told of a service what an operator looks for after the fact: whom it has refused or ended in
 * self-defence, and which requests were slow. Ordinary requests never get here.
 *
 * <p>Any thread of the service calls it, readers among them: it must neither block nor throw.
 */
public interface ServiceEvents {

  /** In place of a user id: of no single user. */
  int ANY_USER = -1;

  /**
   * A client was refused, or something was ended or kept waiting, as {@link ProtectionStats}
   * counts.
   *
   * @param what has become of whom, such as {@code clients refused by the accept policy}
   * @param uid whose client it was, or {@link #ANY_USER}
   */
  void defended(String what, int uid);

  /**
   * A request took at least as long as was agreed on.
   *
   * @param id the request's
   * @param connection whose request it was
   * @param nanos from its arrival to its end, in nanoseconds
   */
  void slow(int id, QbConnection connection, long nanos);
}
