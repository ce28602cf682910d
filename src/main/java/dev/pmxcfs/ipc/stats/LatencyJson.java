package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.json.CheckedJson;
import dev.qbipc.server.Latencies;
import io.vertx.core.json.JsonObject;

/** The form of latencies in a report. */
final class LatencyJson {

  private LatencyJson() {}

  static JsonObject of(Latencies latencies) {
    var upTo = new JsonObject();
    for (int i = 0; i < latencies.upTo().size(); i++) {
      upTo.put(Latencies.BOUNDS_NANOS.get(i).toString(), latencies.upTo().get(i));
    }
    return new JsonObject()
        .put("count", latencies.count())
        .put("sum", latencies.sumNanos())
        .put("mean", latencies.meanNanos())
        .put("p50", latencies.p50Nanos())
        .put("p90", latencies.p90Nanos())
        .put("p99", latencies.p99Nanos())
        .put("p999", latencies.p999Nanos())
        .put("max", latencies.maxNanos())
        .put("upTo", upTo);
  }

  static Latencies from(CheckedJson json) {
    CheckedJson upTo = json.members("upTo");
    return new Latencies(
        json.integer("count"),
        json.integer("sum"),
        json.integer("p50"),
        json.integer("p90"),
        json.integer("p99"),
        json.integer("p999"),
        json.integer("max"),
        Latencies.BOUNDS_NANOS.stream().map(bound -> upTo.integer(bound.toString())).toList());
  }
}
