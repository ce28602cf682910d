package dev.pmxcfs.docs.monitoring;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** The dashboard in src/docs/monitoring. */
final class Dashboard {

  private final JsonObject json = new JsonObject(AlertRules.read("dashboard.json"));

  /** The panels, headings of rows among them. */
  List<JsonObject> panels() {
    return objects(json.getJsonArray("panels")).toList();
  }

  /** The queries, with the variables as they are when everything is chosen. */
  List<String> queries() {
    return panels().stream()
        .flatMap(panel -> objects(panel.getJsonArray("targets", new JsonArray())))
        .map(target -> target.getString("expr"))
        .map(query -> query.replace("$instance", ".*").replace("$service", ".*"))
        .map(query -> query.replace("$__rate_interval", "1m"))
        .toList();
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }
}
