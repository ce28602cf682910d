package dev.pmxcfs.rrd;

import io.vertx.core.Future;

/**
 * A way to who writes RRD files: the daemon, or the program. One command at a time; the writer's
 * event loop is the only thread that calls it.
 */
interface RrdConnection {

  /**
   * Has a command done. The next one may be sent when this one's reply is there.
   *
   * @param command a line of {@link RrdCommands}
   * @return the reply; fails if the other end goes before it has come
   */
  Future<RrdReply> send(String command);

  /** Whether commands can be sent. */
  boolean isOpen();

  /** Lets the other end go. A command without a reply fails. */
  void close();
}
