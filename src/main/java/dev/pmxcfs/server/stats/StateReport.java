package dev.pmxcfs.server.stats;

import dev.pmxcfs.state.SourceStatus;
import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.WriteStatus;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a server's state holds, and how its database or directory is. */
public record StateReport(SourceStatus source, StateStats stats) {

  private static final String FAULT = "fault";
  private static final String WRITES = "writes";
  private static final String FAILURE = "failure";

  /** What ended the taking of changes; empty while they are taken, and where there are none. */
  Optional<WriteStatus.Failure> writeFailure() {
    return source.writes().flatMap(WriteStatus::failure);
  }

  JsonObject toJson() {
    var nodes = new JsonObject();
    stats.statusEntries().forEach(nodes::put);
    return new JsonObject()
        .put("source", toJson(source))
        .put("version", stats.version())
        .put("files", stats.files())
        .put("bytes", stats.bytes())
        .put("guests", stats.guests())
        .put("locks", stats.locks())
        .put("statusEntries", nodes)
        .put("logEntries", stats.logEntries())
        .put("rrdQueued", stats.rrdQueued())
        .put("rrdDropped", stats.rrdDropped());
  }

  private static JsonObject toJson(SourceStatus source) {
    var json = new JsonObject().put("path", source.path());
    source.fault().ifPresent(fault -> json.put(FAULT, fault));
    source.writes().ifPresent(writes -> json.put(WRITES, toJson(writes)));
    return json;
  }

  private static JsonObject toJson(WriteStatus writes) {
    var json = new JsonObject().put("errors", writes.errors());
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

  static StateReport fromJson(JsonObject json) {
    Map<String, Integer> nodes = new TreeMap<>();
    json.getJsonObject("statusEntries")
        .forEach(node -> nodes.put(node.getKey(), (int) node.getValue()));
    var stats =
        new StateStats(
            json.getLong("version"),
            json.getInteger("files"),
            json.getLong("bytes"),
            json.getInteger("guests"),
            json.getInteger("locks"),
            nodes,
            json.getInteger("logEntries"),
            json.getInteger("rrdQueued"),
            json.getLong("rrdDropped"));
    return new StateReport(source(json.getJsonObject("source")), stats);
  }

  private static SourceStatus source(JsonObject json) {
    return new SourceStatus(
        json.getString("path"),
        Optional.ofNullable(json.getString(FAULT)),
        Optional.ofNullable(json.getJsonObject(WRITES)).map(StateReport::writes));
  }

  private static WriteStatus writes(JsonObject json) {
    return new WriteStatus(
        json.getLong("errors"),
        Optional.ofNullable(json.getJsonObject(FAILURE))
            .map(
                failure ->
                    new WriteStatus.Failure(
                        failure.getLong("sinceMillis"), failure.getString("reason"))));
  }
}
