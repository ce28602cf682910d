package dev.pmxcfs.rrd;

import io.vertx.core.Future;

/**
 * A way to who writes RRD files: the daemon, or the program. One command at a time; the writer's
 * event loop is the only thread that calls it.
 */
interface RrdConnection {

  /**
   * Sends a command. The next one may be sent once this one has been answered.
   *
   * @param command a line of {@link RrdCommands}
   * @return the reply; fails if the other end closes before it has come
   */
  Future<RrdReply> send(String command);

  /** Whether commands can be sent. */
  boolean isOpen();

  /** Closes the connection. A command without a reply fails. */
  void close();
}
