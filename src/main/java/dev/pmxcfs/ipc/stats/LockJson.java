package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.pmxcfs.state.locks.HeldLock;
import io.vertx.core.json.JsonObject;

/** The form in which a report tells of a lock that is held. */
final class LockJson {

  private static final String NODE = "node";

  private LockJson() {}

  static JsonObject toJson(HeldLock lock) {
    var json =
        new JsonObject()
            .put("name", lock.name())
            .put("ageSeconds", lock.ageSeconds())
            .put("expired", lock.isExpired())
            .put("nodeId", Integer.toUnsignedLong(lock.nodeId()));
    lock.node().ifPresent(node -> json.put(NODE, node));
    return json;
  }

  static HeldLock from(CheckedJson json) {
    return new HeldLock(
        json.string("name"),
        json.integer("ageSeconds"),
        json.flag("expired"),
        (int) json.integer("nodeId"),
        json.optionalString(NODE));
  }
}
