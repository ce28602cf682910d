package dev.pmxcfs.state.answer;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.nodes.Member;
import dev.pmxcfs.state.nodes.Members;
import dev.pmxcfs.state.nodes.Status;

/**
 * The answer to GET_CLUSTER_INFO (operations, section 4.2).
 *
 * <pre>
 *   {                                    {
 *   "nodename": "testnode",              "nodename": "node1",
 *   "version": 0                         "version": 4,
 *   }                                    "cluster": { "name": "c", "version": 3, "nodes": 2, "quorate": 1 },
 *                                        "nodelist": {
 *                                          "node1": { "id": 1, "online": 1, "ip": "10.0.0.1"},
 *                                          "node2": { "id": 2, "online": 0}
 *                                          }
 *   where no cluster is known            }
 * </pre>
 *
 * <p>Every line ends in a line feed, the last one too. The version of the cluster and the numbers
 * of the nodes are signed, as in the C server.
 */
public final class ClusterInfoAnswer {

  private ClusterInfoAnswer() {}

  /**
   * @param node the local node's name
   * @param status what is known of all nodes
   */
  public static byte[] of(ByteString node, Status status) {
    var json = new JsonBytes();
    json.raw("{\n\"nodename\": ").string(node);
    json.raw(",\n\"version\": ").unsigned(status.clusterInfoVersion());
    if (status.members().isCluster()) {
      cluster(json.raw(",\n"), status.members());
      nodes(json.raw(",\n"), status);
    }
    return json.raw("\n}\n").toArray();
  }

  private static void cluster(JsonBytes json, Members members) {
    json.raw("\"cluster\": { \"name\": ").string(members.cluster());
    json.raw(", \"version\": ").number(members.configVersion());
    json.raw(", \"nodes\": ").number(members.all().size());
    json.raw(", \"quorate\": ").number(members.isQuorate() ? 1 : 0).raw(" }");
  }

  private static void nodes(JsonBytes json, Status status) {
    json.raw("\"nodelist\": {\n");
    String separator = "";
    for (Member member : status.members().all()) {
      json.raw(separator).raw("  ").string(member.name());
      json.raw(": { \"id\": ").number(member.id());
      json.raw(", \"online\": ").number(status.members().isOnline(member) ? 1 : 0);
      ByteString address = status.addresses().get(member.name());
      if (address != null) {
        json.raw(", \"ip\": ").string(address);
      }
      json.raw("}");
      separator = ",\n";
    }
    json.raw("\n  }");
  }
}
