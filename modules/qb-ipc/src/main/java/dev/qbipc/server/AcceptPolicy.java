package dev.qbipc.server;

import dev.qbipc.linux.Credentials;

/** Decides which clients may connect, and how. */
@FunctionalInterface
public interface AcceptPolicy {

  /** Admits everyone who can reach the socket, as libqb does without an accept callback. */
  AcceptPolicy ACCEPT_ALL = peer -> Admission.readWrite();

  /**
   * Called on an event loop for each connection request; must not block. A policy that throws
   * refuses the client with EACCES.
   *
   * @param peer the client's real ids, vouched for by the kernel
   * @return whether the client may connect, and how
   */
  Admission admit(Credentials peer);

  /**
   * Called on an event loop for each connection that is accepted, before anything is read from it;
   * must not block. A client that may not knock gets EPERM and is closed at once, so that it never
   * takes one of the places for handshakes ({@link HandshakeOptions#getMaxHandshakes}). Others
   * still need to be admitted. A policy that throws refuses the client.
   *
   * <p>This is for services with few users, which a crowd of strangers could otherwise block by
   * connecting in silence. A client that is still sending its request may see the end of the
   * connection (EPIPE, which {@link dev.qbipc.client.QbClient} does not show) in place of the
   * errno; libqb's own servers only answer requests.
   *
   * @param connector the process that called connect, with its effective ids at that time
   * @return whether it may ask to be admitted
   */
  default boolean mayKnock(Credentials connector) {
    return true;
  }
}
