package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.pmxcfs.rrd.RrdStats;
import dev.pmxcfs.state.SourceStatus;
import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.replica.WriteStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a server's state holds, how its database or directory is, and how its measurements fare on
 * their way to RRD files.
 */
public record StateReport(SourceStatus source, StateStats stats, RrdStats rrd) {

  /** Earlier versions, which join no cluster, do not tell. */
  private static final String QUORATE = "quorate";

  /** Nor do they tell of these. */
  private static final String OLDEST_LOCKS = "oldestLocks";

  private static final String BYTES = "bytes";
  private static final String FAULT = "fault";
  private static final String WRITES = "writes";
  private static final String TRANSACTIONS = "transactions";
  private static final String FAILURE = "failure";

  /** What ended the taking of changes; empty while they are taken, and where there are none. */
  public Optional<WriteStatus.Failure> writeFailure() {
    return source.writes().flatMap(WriteStatus::failure);
  }

  JsonObject toJson() {
    var nodes = new JsonObject();
    stats.statusEntries().forEach(nodes::put);
    return new JsonObject()
        .put("source", toJson(source))
        .put("version", stats.version())
        .put("files", stats.files())
        .put(BYTES, stats.bytes())
        .put("guests", stats.guests())
        .put("locks", stats.locks())
        .put(
            OLDEST_LOCKS,
            new JsonArray(stats.oldestLocks().stream().map(LockJson::toJson).toList()))
        .put("statusEntries", nodes)
        .put("logEntries", stats.logEntries())
        .put(QUORATE, stats.isQuorate())
        .put("rrdQueued", rrd.queued())
        .put("rrdDropped", rrd.dropped());
  }

  private static JsonObject toJson(SourceStatus source) {
    var json = new JsonObject().put("path", source.path());
    source.fault().ifPresent(fault -> json.put(FAULT, fault));
    source.bytes().ifPresent(bytes -> json.put(BYTES, bytes));
    source.writes().ifPresent(writes -> json.put(WRITES, toJson(writes)));
    return json;
  }

  private static JsonObject toJson(WriteStatus writes) {
    var json =
        new JsonObject().put(TRANSACTIONS, writes.transactions()).put("errors", writes.errors());
    writes
        .failure()
        .ifPresent(
            failure ->
                json.put(
                    FAILURE,
                    new JsonObject()
                        .put("sinceMillis", failure.sinceMillis())
                        .put("reason", failure.reason())));
    return json;
  }

  static StateReport from(CheckedJson json) {
    Map<String, Integer> nodes = new TreeMap<>();
    CheckedJson entries = json.members("statusEntries");
    entries.names().forEach(node -> nodes.put(node, (int) entries.integer(node)));
    var stats =
        new StateStats(
            json.integer("version"),
            (int) json.integer("files"),
            json.integer(BYTES),
            (int) json.integer("guests"),
            (int) json.integer("locks"),
            json.has(OLDEST_LOCKS) ? json.objects(OLDEST_LOCKS, LockJson::from) : List.of(),
            nodes,
            (int) json.integer("logEntries"),
            !json.has(QUORATE) || json.flag(QUORATE));
    var rrd = new RrdStats((int) json.integer("rrdQueued"), json.integer("rrdDropped"));
    return new StateReport(source(json.members("source")), stats, rrd);
  }

  private static SourceStatus source(CheckedJson json) {
    return new SourceStatus(
        json.string("path"),
        json.optionalString(FAULT),
        json.optionalMembers(WRITES).map(StateReport::writes),
        json.has(BYTES) ? OptionalLong.of(json.integer(BYTES)) : OptionalLong.empty());
  }

  private static WriteStatus writes(CheckedJson json) {
    return new WriteStatus(
        json.optionalInteger(TRANSACTIONS).orElse(0L),
        json.integer("errors"),
        json.optionalMembers(FAILURE)
            .map(
                failure ->
                    new WriteStatus.Failure(
                        failure.integer("sinceMillis"), failure.string("reason"))));
  }
}
