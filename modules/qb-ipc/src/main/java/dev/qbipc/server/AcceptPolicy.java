package dev.qbipc.server;

import dev.qbipc.linux.Credentials;

/** Decides which clients may connect, and how. */
@FunctionalInterface
public interface AcceptPolicy {

  /** Lets everybody in who can reach the socket, as libqb does without an accept callback. */
  AcceptPolicy ACCEPT_ALL = peer -> Admission.readWrite();

  /**
   * Called on an event loop for each connection request; must not block. A policy that throws
   * refuses the client with EACCES.
   *
   * @param peer the client's real ids, vouched for by the kernel
   */
  Admission admit(Credentials peer);

  /**
   * Called on an event loop for each connection that is accepted, before anything is read from it;
   * must not block. Who may not knock is told EPERM and closed at once, and so never has one of the
   * places that handshakes have ({@link QbServerOptions#getMaxHandshakes}). Others still need to be
   * admitted. A policy that throws does not let the client in.
   *
   * <p>For services of few users, which a crowd of strangers could keep from them by connecting and
   * saying nothing. A client that is still sending its request may see the end of the connection
   * (EPIPE, which {@link dev.qbipc.client.QbClient} does not show) in place of the errno; libqb's
   * own servers answer requests alone.
   *
   * @param connector who has called connect, with its effective ids at that time
   */
  default boolean mayKnock(Credentials connector) {
    return true;
  }
}
