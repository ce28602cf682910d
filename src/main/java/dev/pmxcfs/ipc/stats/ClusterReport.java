package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.cluster.ClusterStatus;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.ipc.json.CheckedJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The cluster that the node is in.
 *
 * @param name the cluster's; empty before corosync has told it
 * @param isQuorate whether this node is among the majority, so that files may be changed
 * @param nodes how many the cluster has
 * @param online on how many of them a server is in the group of the status
 * @param members the nodes, by number
 * @param lost what corosync cannot be asked for just now
 * @param announcements what this node publishes and has not been sent yet
 * @param groups that of the tree and that of the status
 */
public record ClusterReport(
    String name,
    boolean isQuorate,
    int nodes,
    int online,
    List<NodeReport> members,
    List<String> lost,
    int announcements,
    List<GroupReport> groups) {

  static ClusterReport of(ClusterStatus status) {
    return new ClusterReport(
        status.members().cluster().toString(),
        status.members().isQuorate(),
        status.members().all().size(),
        status.members().online().size(),
        NodeReport.all(status.members()),
        status.lost(),
        status.announcements().count(),
        List.of(
            GroupReport.of(GroupProtocol.TREE.groupName(), status.tree()),
            GroupReport.of(GroupProtocol.STATUS.groupName(), status.status())));
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("name", name)
        .put("quorate", isQuorate)
        .put("nodes", nodes)
        .put("online", online)
        .put("members", new JsonArray(members.stream().map(NodeReport::toJson).toList()))
        .put("lost", new JsonArray(lost))
        .put("announcements", announcements)
        .put("groups", new JsonArray(groups.stream().map(GroupReport::toJson).toList()));
  }

  static ClusterReport from(CheckedJson json) {
    return new ClusterReport(
        json.string("name"),
        json.flag("quorate"),
        (int) json.integer("nodes"),
        (int) json.integer("online"),
        json.objects("members", NodeReport::from),
        json.elements("lost", GroupReport::text),
        (int) json.integer("announcements"),
        json.objects("groups", GroupReport::from));
  }
}
