package dev.qbipc.server.impl.reader;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections of a reader that have messages to send for which their rings have no room. It is
 * not announced when a client has read, so the reader tries repeatedly. Belongs to its thread.
 */
final class StalledConnections {

  private final Set<ReaderClient> connections = new LinkedHashSet<>();

  void add(ReaderClient connection) {
    connections.add(connection);
  }

  void remove(ReaderClient connection) {
    connections.remove(connection);
  }

  boolean isAny() {
    return !connections.isEmpty();
  }

  /**
   * Tries to send what waits.
   *
   * @return whether anything went out, or can come in
   */
  boolean retry() {
    if (connections.isEmpty()) {
      return false;
    }
    boolean any = false;
    // A copy: a client whose ring turns out to be broken is removed meanwhile.
    for (var connection : List.copyOf(connections)) {
      any |= connection.retry();
    }
    connections.removeIf(connection -> !connection.isStalled());
    return any;
  }
}
