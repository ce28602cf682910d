package dev.qbipc.server;

import dev.qbipc.Credentials;

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
}
