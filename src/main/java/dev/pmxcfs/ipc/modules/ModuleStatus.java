package dev.pmxcfs.ipc.modules;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A module as an operator sees it.
 *
 * @param version the one that serves; none if the module was unloaded
 * @param jar where that version came from
 * @param operations the names of what it serves, by message id
 * @param before the version that a roll-back puts in service
 */
public record ModuleStatus(
    String name,
    Optional<String> version,
    Optional<String> jar,
    SortedMap<Integer, String> operations,
    Optional<String> before) {

  static ModuleStatus of(String name, Optional<ModuleJar> serving, Optional<ModuleJar> before) {
    return new ModuleStatus(
        name,
        serving.map(jar -> jar.descriptor().version()),
        serving.map(jar -> jar.file().toString()),
        serving.map(ModuleStatus::names).orElseGet(TreeMap::new),
        before.map(jar -> jar.descriptor().version()));
  }

  private static SortedMap<Integer, String> names(ModuleJar jar) {
    SortedMap<Integer, String> names = new TreeMap<>();
    jar.descriptor().operations().forEach((id, operation) -> names.put(id, operation.name()));
    return names;
  }

  /** The form in which it travels to the command line. */
  public JsonObject toJson() {
    var ids = new JsonObject();
    operations.forEach((id, operation) -> ids.put(id.toString(), operation));
    return new JsonObject()
        .put("name", name)
        .put("version", version.orElse(null))
        .put("jar", jar.orElse(null))
        .put("operations", ids)
        .put("before", before.orElse(null));
  }

  /** From {@link #toJson}. */
  public static ModuleStatus fromJson(JsonObject json) {
    SortedMap<Integer, String> operations = new TreeMap<>();
    for (Map.Entry<String, Object> entry : json.getJsonObject("operations")) {
      operations.put(Integer.valueOf(entry.getKey()), (String) entry.getValue());
    }
    return new ModuleStatus(
        json.getString("name"),
        Optional.ofNullable(json.getString("version")),
        Optional.ofNullable(json.getString("jar")),
        operations,
        Optional.ofNullable(json.getString("before")));
  }
}
