package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.pmxcfs.ipc.modules.descriptor.OperationDescriptor;
import dev.qbipc.server.Latencies;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.Threading;
import io.vertx.core.json.JsonObject;

/**
 * What an operation has done since the server started, in all its versions.
 *
 * @param id the message id, or {@link OperationStats#FALLBACK} for what answers all other ids
 * @param name what people call it
 * @param module the module it is of
 * @param version that module's version
 * @param threading where it runs, as descriptors spell it
 * @param requests requests that were answered
 * @param errors those of them that got an error, the next among them
 * @param timeouts those that got ETIMEDOUT
 * @param inFlight requests it has just now
 */
public record OperationReport(
    int id,
    String name,
    String module,
    String version,
    String threading,
    long requests,
    long errors,
    long timeouts,
    int inFlight,
    Latencies latencies) {

  static OperationReport of(String name, OperationStats stats) {
    return new OperationReport(
        stats.id(),
        name,
        stats.module(),
        stats.version(),
        OperationDescriptor.spelled(stats.threading()),
        stats.requests(),
        stats.errors(),
        stats.timeouts(),
        stats.inFlight(),
        stats.latencies());
  }

  /** What there are meters of. Where it runs is not among that, and may be new to this version. */
  OperationStats measured() {
    return new OperationStats(
        id, module, version, Threading.READER, requests, errors, timeouts, inFlight, latencies);
  }

  /** Whether it has a message id, and with it a module. */
  public boolean hasId() {
    return id != OperationStats.FALLBACK;
  }

  JsonObject toJson() {
    var json = new JsonObject();
    if (hasId()) {
      json.put("id", id);
    }
    return json.put("name", name)
        .put("module", module)
        .put("version", version)
        .put("threading", threading)
        .put("requests", requests)
        .put("errors", errors)
        .put("timeouts", timeouts)
        .put("inFlight", inFlight)
        .put("latencyNanos", LatencyJson.of(latencies));
  }

  static OperationReport from(CheckedJson json) {
    return new OperationReport(
        json.optionalInteger("id").map(Long::intValue).orElse(OperationStats.FALLBACK),
        json.string("name"),
        json.string("module"),
        json.string("version"),
        json.string("threading"),
        json.integer("requests"),
        json.integer("errors"),
        json.integer("timeouts"),
        (int) json.integer("inFlight"),
        LatencyJson.from(json.members("latencyNanos")));
  }
}
