package dev.pmxcfs.ipc.cli.corosync;

import dev.qbipc.corosync.quorum.QuorumState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of {@code watch}.
 *
 * @param time when it was seen
 * @param before what was there before
 * @param now what is there now
 * @param nodes names
 */
record WatchedChange(
    Instant time, QuorumEvents.Event before, QuorumEvents.Event now, NodeList nodes) {

  private static final DateTimeFormatter LOCAL_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private static final String GAP = "  ";

  /** Only a ring that followed another one has gained or lost nodes. */
  private boolean isOfOneRun() {
    return before.state() != null && now.state() != null;
  }

  private List<Node> joined() {
    return isOfOneRun() ? missing(now.nodeIds(), before.nodeIds()) : List.of();
  }

  private List<Node> left() {
    return isOfOneRun() ? missing(before.nodeIds(), now.nodeIds()) : List.of();
  }

  private List<Node> missing(List<Integer> ids, List<Integer> without) {
    return nodes.get(ids.stream().filter(id -> !without.contains(id)).toList());
  }

  /** For people. */
  String line() {
    List<String> parts = new ArrayList<>();
    parts.add(LOCAL_TIME.format(time));
    QuorumState state = now.state();
    if (state == null) {
      parts.add("corosync has ended; waiting until it is back");
    } else {
      parts.add(state.quorate() ? "quorate    " : "not quorate");
      parts.add("ring " + state.ring());
      parts.add("members " + labels(nodes.get(state.nodeIds())));
      if (!joined().isEmpty()) {
        parts.add("joined " + labels(joined()));
      }
      if (!left().isEmpty()) {
        parts.add("left " + labels(left()));
      }
    }
    return String.join(GAP, parts);
  }

  private static String labels(List<Node> nodes) {
    return nodes.stream().map(Node::label).collect(Collectors.joining(", "));
  }

  /** For programs. */
  JsonObject toJson() {
    var json = new JsonObject().put("time", time.toString());
    QuorumState state = now.state();
    if (state == null) {
      return json.put("event", "lost").put("reason", now.lost().getMessage());
    }
    return json.put("event", "state")
        .put("quorate", state.quorate())
        .put("ringId", state.ring().toString())
        .put("members", array(nodes.get(state.nodeIds())))
        .put("joined", array(joined()))
        .put("left", array(left()));
  }

  private static JsonArray array(List<Node> nodes) {
    var array = new JsonArray();
    nodes.forEach(node -> array.add(node.toJson()));
    return array;
  }
}
