package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.qbipc.fuse.CallLatencies;
import dev.qbipc.fuse.CallStats;
import dev.qbipc.server.Latencies;
import io.vertx.core.json.JsonObject;

/**
 * What has become of the kernel's calls of one kind since the start.
 *
 * @param name what the kernel calls it, such as {@code getattr}
 * @param calls calls that have ended
 * @param errors those of them that got an error; to look up a name that is not there is one
 */
public record CallReport(String name, long calls, long errors, Latencies latencies) {

  static CallReport of(CallStats stats) {
    return new CallReport(
        stats.name(), stats.calls(), stats.errors(), latencies(stats.latencies()));
  }

  /** In the terms of operations, which are told apart by the same bounds. */
  private static Latencies latencies(CallLatencies latencies) {
    return new Latencies(
        latencies.count(),
        latencies.sumNanos(),
        latencies.p50Nanos(),
        latencies.p90Nanos(),
        latencies.p99Nanos(),
        latencies.p999Nanos(),
        latencies.maxNanos(),
        latencies.upTo());
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("name", name)
        .put("calls", calls)
        .put("errors", errors)
        .put("latencyNanos", LatencyJson.of(latencies));
  }

  static CallReport from(CheckedJson json) {
    return new CallReport(
        json.string("name"),
        json.integer("calls"),
        json.integer("errors"),
        LatencyJson.from(json.members("latencyNanos")));
  }
}
