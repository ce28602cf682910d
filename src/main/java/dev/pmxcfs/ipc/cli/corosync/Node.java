package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import io.vertx.core.json.JsonObject;

/**
 * A node of the cluster.
 *
 * @param id its number, unsigned
 * @param name its name; null if corosync.conf has none
 * @param address of its first link, as corosync.conf has it; null if that does not list the node
 */
record Node(int id, String name, String address) {

  private static final String NONE = "-";

  /** The id in digits. */
  String number() {
    return Integer.toUnsignedString(id);
  }

  /** The name for people. */
  String shownName() {
    return name == null ? NONE : StandardOutput.name(name);
  }

  /** The address for people. */
  String shownAddress() {
    return address == null ? NONE : StandardOutput.name(address);
  }

  /** The name, or else the id, for people. */
  String label() {
    return name == null ? "node " + number() : StandardOutput.name(name);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("id", Integer.toUnsignedLong(id))
        .put("name", name)
        .put("address", address);
  }
}
