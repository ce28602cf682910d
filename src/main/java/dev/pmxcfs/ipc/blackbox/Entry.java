package dev.pmxcfs.ipc.blackbox;

import io.vertx.core.json.JsonObject;

/**
 * An event.
 *
 * @param time when it happened, as in {@code 2026-11-30T22:15:00.123Z}
 * @param kind what it is about, a word
 * @param text what has happened
 */
public record Entry(String time, String kind, String text) {

  private static final int TIME_AND_KIND = 3;

  static Entry parse(String line) {
    String[] parts = line.split(" ", TIME_AND_KIND);
    return new Entry(parts[0], parts[1], parts[2]);
  }

  /** The form in which it travels to the command line. */
  public JsonObject toJson() {
    return new JsonObject().put("time", time).put("kind", kind).put("text", text);
  }

  /** From {@link #toJson()}. */
  public static Entry from(JsonObject json) {
    return new Entry(json.getString("time"), json.getString("kind"), json.getString("text"));
  }

  @Override
  public String toString() {
    return time + " " + kind + " " + text;
  }
}
