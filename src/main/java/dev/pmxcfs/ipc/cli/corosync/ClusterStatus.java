package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.quorum.QuorumState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cluster as this node sees it.
 *
 * @param nodeId this node
 * @param quorum whether it is quorate, and the ring it is in
 * @param nodes all nodes, those of the ring and those that corosync.conf lists
 * @param votes nothing where nobody counts them
 */
record ClusterStatus(int nodeId, QuorumState quorum, List<Node> nodes, Optional<Votes> votes) {

  private static final String UNKNOWN = "-";

  /** Asks for all of it. */
  static ClusterStatus read(Corosync corosync, Answers answers) {
    QuorumState quorum = QuorumTracking.read(corosync, answers);
    int nodeId = answers.await(answers.await(corosync.cfg()).localNodeId());
    List<Node> nodes = NodeList.read(corosync, answers).with(quorum.nodeIds());
    List<Integer> ids = nodes.stream().map(Node::id).toList();
    return new ClusterStatus(nodeId, quorum, nodes, Votes.read(corosync, ids, answers));
  }

  private boolean isMember(Node node) {
    return quorum.nodeIds().contains(node.id());
  }

  private boolean isLocal(Node node) {
    return node.id() == nodeId;
  }

  private List<Node> members() {
    return nodes.stream().filter(this::isMember).toList();
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    String counted = votes.map(all -> " (" + all.text() + ")").orElse("");
    lines.add("quorate:  " + (quorum.quorate() ? "yes" : "no") + counted);
    lines.add("node:     " + Integer.toUnsignedString(nodeId) + localName());
    lines.add("ring:     " + quorum.ring());
    lines.add("members:  " + members().size() + " of " + nodes.size() + " nodes");
    lines.add("");
    lines.addAll(table());
    return lines;
  }

  private String localName() {
    return nodes.stream()
        .filter(node -> isLocal(node) && node.name() != null)
        .map(node -> " (" + StandardOutput.name(node.name()) + ")")
        .findFirst()
        .orElse("");
  }

  /** All nodes, for people. */
  List<String> table() {
    var table = new TextTable(">ID", "NAME", "ADDRESS", ">VOTES", "STATE");
    for (Node node : nodes) {
      table.row(
          node.number(),
          node.shownName(),
          node.shownAddress(),
          votes.map(all -> all.of(node)).orElse(UNKNOWN),
          state(node));
    }
    return table.lines();
  }

  private String state(Node node) {
    if (!isMember(node)) {
      return "absent";
    }
    return isLocal(node) ? "member (this node)" : "member";
  }

  /** For programs. */
  JsonObject toJson() {
    var members = new JsonArray();
    members().forEach(node -> members.add(node.toJson()));
    var json =
        new JsonObject()
            .put("quorate", quorum.quorate())
            .put("nodeId", Integer.toUnsignedLong(nodeId))
            .put("ringId", quorum.ring().toString())
            .put("members", members);
    votes.ifPresent(all -> json.put("votes", all.toJson()));
    return json;
  }

  /** All nodes, for programs. */
  JsonArray nodesToJson() {
    var array = new JsonArray();
    for (Node node : nodes) {
      array.add(
          node.toJson()
              .put("member", isMember(node))
              .put("local", isLocal(node))
              .put("votes", votes.map(all -> all.jsonOf(node)).orElse(null)));
    }
    return array;
  }
}
