package dev.qbipc.server.impl.reader;

import dev.qbipc.server.impl.connection.ServerConnection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections of a reader that have something to send for which their clients have no room.
 * Nobody says when a client has read: the reader tries again and again. Belongs to its thread.
 */
public final class UnsentConnections {

  private final Set<ServerConnection> connections = new LinkedHashSet<>();

  void add(ServerConnection connection) {
    connections.add(connection);
  }

  void remove(ServerConnection connection) {
    connections.remove(connection);
  }

  boolean isAny() {
    return !connections.isEmpty();
  }

  /**
   * Tries to send what waits.
   *
   * @return whether anything went out
   */
  boolean send() {
    if (connections.isEmpty()) {
      return false;
    }
    boolean any = false;
    // A copy: a client whose ring turns out to be broken is removed meanwhile.
    for (var connection : List.copyOf(connections)) {
      any |= connection.sendUnsent();
    }
    connections.removeIf(connection -> !connection.hasUnsent());
    return any;
  }
}
