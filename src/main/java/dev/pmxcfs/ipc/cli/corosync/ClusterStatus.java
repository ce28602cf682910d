package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.quorum.QuorumState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The cluster as this node sees it.
 *
 * @param nodeId this node
 * @param quorum whether it is quorate, and the ring it is in
 * @param nodes the nodes that corosync.conf lists
 */
record ClusterStatus(int nodeId, QuorumState quorum, NodeList nodes) {

  /** Asks for all of it. */
  static ClusterStatus read(Corosync corosync, Answers answers) {
    QuorumState quorum = answers.await(answers.await(corosync.quorum()).current());
    int nodeId = answers.await(answers.await(corosync.cfg()).localNodeId());
    return new ClusterStatus(nodeId, quorum, NodeList.read(corosync, answers));
  }

  private List<Node> members() {
    return nodes.get(quorum.nodeIds());
  }

  /** The nodes of the ring, and all others that are listed. */
  private List<Node> all() {
    List<Integer> ids = new ArrayList<>(quorum.nodeIds());
    nodes.all().stream().map(Node::id).filter(id -> !isMember(id)).forEach(ids::add);
    return nodes.get(ids);
  }

  private boolean isMember(int id) {
    return quorum.nodeIds().contains(id);
  }

  /** For people. */
  List<String> lines() {
    Node self = nodes.get(nodeId);
    String name = self.name() == null ? "" : " (" + StandardOutput.name(self.name()) + ")";
    List<String> lines = new ArrayList<>();
    lines.add("quorate:  " + (quorum.quorate() ? "yes" : "no"));
    lines.add("node:     " + self.number() + name);
    lines.add("ring:     " + quorum.ring());
    lines.add("members:  " + members().size() + " of " + all().size() + " nodes");
    lines.add("");
    lines.addAll(table().lines());
    return lines;
  }

  /** All nodes, for people. */
  TextTable table() {
    var table = new TextTable(">ID", "NAME", "ADDRESS", "STATE");
    for (Node node : all()) {
      table.row(node.number(), node.shownName(), node.shownAddress(), state(node));
    }
    return table;
  }

  private String state(Node node) {
    if (!isMember(node.id())) {
      return "absent";
    }
    return node.id() == nodeId ? "member (this node)" : "member";
  }

  /** For programs. */
  JsonObject toJson() {
    var members = new JsonArray();
    members().forEach(node -> members.add(node.toJson()));
    return new JsonObject()
        .put("quorate", quorum.quorate())
        .put("nodeId", Integer.toUnsignedLong(nodeId))
        .put("ringId", quorum.ring().toString())
        .put("members", members);
  }

  /** All nodes, for programs. */
  JsonArray allToJson() {
    var array = new JsonArray();
    for (Node node : all()) {
      array.add(node.toJson().put("member", isMember(node.id())).put("local", node.id() == nodeId));
    }
    return array;
  }
}
