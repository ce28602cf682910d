package dev.qbipc.client.impl;

/**
 * Where event loops leave responses to be waited for that did not come at once. All methods are
 * called on the event loop of the client that waits.
 */
interface ResponseWait {

  /** A response that is waited for. */
  interface Pending {

    /** The client's event loop. */
    ClientLoop loop();

    /** Where the kernel finds what the server raises with the response. */
    long semaphore();

    /** Since when it is waited for, in the sense of {@link System#nanoTime}. */
    long since();

    /** Looks for the response; called on the event loop, perhaps for nothing. */
    void look();
  }

  /** Calls {@link Pending#look} once when there may be a response. */
  void await(Pending pending);

  /** Gives up; {@link Pending#look} may still be called once. */
  void cancel(Pending pending);
}
