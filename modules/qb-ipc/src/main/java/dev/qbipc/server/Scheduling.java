package dev.qbipc.server;

/** Whose requests a server's readers take next while several clients are busy. */
public enum Scheduling {
  /**
   * Clients take turns: a reader goes on with those that are running, and leaves the requests of a
   * client that has had its share in the ring for as long as others have not had theirs, at most 8
   * ms. Clients that share cores wake up less often that way and make more requests, while a few
   * requests in a thousand wait for the turns of others. As long as most answers find their clients
   * asleep, which is so from some microseconds on, turns would spare nobody a sleep, and requests
   * are taken as with {@link #PLAIN}.
   */
  TURNS,
  /** Each client's requests are taken as they come, some of each client in every round. */
  PLAIN
}
