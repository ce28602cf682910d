package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.cluster.group.GroupStatus;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.Mode;
import dev.pmxcfs.ipc.json.CheckedJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A group of a cluster, as this node sees it.
 *
 * @param name of the process group
 * @param mode what this node is doing in it
 * @param members who is in it, each as node and process; nobody while this node is not
 * @param missing for whom a sync waits
 * @param leader whose data the last sync was about, if anybody's
 * @param lastSync when this node became the same as the others, if it ever did
 * @param waiting how many senders of this node wait
 * @param queuedFrames frames that wait for the end of a sync
 * @param queuedBytes how many bytes these have
 * @param lastLeave why this node last left it, if it did
 */
public record GroupReport(
    String name,
    String mode,
    List<String> members,
    List<String> missing,
    Optional<String> leader,
    Optional<Instant> lastSync,
    int waiting,
    int queuedFrames,
    long queuedBytes,
    Optional<String> lastLeave) {

  static GroupReport of(String name, GroupStatus status) {
    return new GroupReport(
        name,
        status.mode().name(),
        status.members().stream().map(one -> one.member().toString()).toList(),
        status.missing().stream().map(Member::toString).toList(),
        status.leader().map(Member::toString),
        status.lastSyncSeconds().map(Integer::toUnsignedLong).map(Instant::ofEpochSecond),
        status.waiting(),
        status.queuedFrames(),
        status.queuedBytes(),
        status.lastLeave());
  }

  /** Whether this node has what the others have. */
  public boolean isSynced() {
    return mode.equals(Mode.SYNCED.name());
  }

  JsonObject toJson() {
    var json =
        new JsonObject()
            .put("name", name)
            .put("mode", mode)
            .put("members", new JsonArray(members))
            .put("missing", new JsonArray(missing));
    leader.ifPresent(who -> json.put("leader", who));
    lastSync.ifPresent(when -> json.put("lastSync", when.toString()));
    json.put("waiting", waiting).put("queuedFrames", queuedFrames).put("queuedBytes", queuedBytes);
    lastLeave.ifPresent(why -> json.put("lastLeave", why));
    return json;
  }

  static GroupReport from(CheckedJson json) {
    return new GroupReport(
        json.string("name"),
        json.string("mode"),
        json.elements("members", GroupReport::text),
        json.elements("missing", GroupReport::text),
        json.optionalString("leader"),
        json.optionalString("lastSync").map(Instant::parse),
        (int) json.integer("waiting"),
        (int) json.integer("queuedFrames"),
        json.integer("queuedBytes"),
        json.optionalString("lastLeave"));
  }

  static String text(String place, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(place + " is not a text");
  }
}
