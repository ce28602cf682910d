package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.pmxcfs.state.nodes.Members;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A node of a cluster.
 *
 * @param id corosync's number of it
 * @param name what it is called
 * @param isOnline whether its server is in the group of the status
 */
public record NodeReport(long id, String name, boolean isOnline) {

  static List<NodeReport> all(Members members) {
    return members.all().stream()
        .map(
            node ->
                new NodeReport(
                    Integer.toUnsignedLong(node.id()),
                    node.name().toString(),
                    members.isOnline(node)))
        .toList();
  }

  JsonObject toJson() {
    return new JsonObject().put("id", id).put("name", name).put("online", isOnline);
  }

  static NodeReport from(CheckedJson json) {
    return new NodeReport(json.integer("id"), json.string("name"), json.flag("online"));
  }
}
