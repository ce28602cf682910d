package dev.pmxcfs.ipc.health;

import dev.pmxcfs.ipc.json.CheckedJson;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A check and how it ended.
 *
 * @param group what it is about
 * @param name of the check, one of its kind in the group
 * @param fault what is wrong, a sentence; empty if nothing is
 */
public record HealthCheck(String group, String name, Optional<String> fault) {

  /** Whether nothing is wrong. */
  public boolean isUp() {
    return fault.isEmpty();
  }

  /** The form in which it travels to the command line. */
  public JsonObject toJson() {
    var json = new JsonObject().put("group", group).put("name", name).put("up", isUp());
    fault.ifPresent(reason -> json.put("reason", reason));
    return json;
  }

  /** From {@link #toJson()}. */
  public static HealthCheck from(CheckedJson json) {
    return new HealthCheck(
        json.string("group"), json.string("name"), json.optionalString("reason"));
  }

  @Override
  public String toString() {
    return group + "/" + name;
  }
}
