package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.stats.ClusterReport;
import dev.pmxcfs.ipc.stats.GroupReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What there is to see of the cluster at a glance. */
final class ClusterLines {

  private ClusterLines() {}

  static List<String> of(ClusterReport cluster) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "cluster %s: %d of %d nodes online%s",
            StandardOutput.name(cluster.name()),
            cluster.online(),
            cluster.nodes(),
            cluster.isQuorate() ? "" : ", no quorum"));
    cluster.groups().forEach(group -> lines.add(line(group)));
    return lines;
  }

  private static String line(GroupReport group) {
    var text =
        new StringBuilder(group.name() + ": " + (group.isSynced() ? "synced" : group.mode()));
    text.append(", ").append(group.members().size()).append(" members");
    group.leader().ifPresent(leader -> text.append(", led by ").append(leader));
    if (!group.missing().isEmpty()) {
      text.append(", waits for ").append(String.join(", ", group.missing()));
    }
    if (group.waiting() > 0) {
      text.append(", ").append(group.waiting()).append(" changes wait");
    }
    if (group.queuedFrames() > 0) {
      text.append(", ").append(group.queuedFrames()).append(" frames queued");
    }
    if (!group.isSynced()) {
      group.lastLeave().ifPresent(why -> text.append("; left last: ").append(why));
    }
    return StandardOutput.name(text.toString());
  }
}
