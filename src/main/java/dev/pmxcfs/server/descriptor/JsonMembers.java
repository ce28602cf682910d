package dev.pmxcfs.server.descriptor;

import dev.pmxcfs.server.text.PrintableText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The members of an object that a person wrote. A member that is missing or not as it should be is
 * an {@link IllegalArgumentException} that names it.
 */
final class JsonMembers {

  private final String where;
  private final JsonObject json;

  private JsonMembers(String where, JsonObject json) {
    this.where = where;
    this.json = json;
  }

  /**
   * @param where the object's place in its document, empty for the outermost
   * @param known the members there can be
   */
  static JsonMembers of(String where, Object value, String... known) {
    if (!(value instanceof JsonObject json)) {
      throw new IllegalArgumentException(where + " is not an object");
    }
    var members = new JsonMembers(where, json);
    for (String name : json.fieldNames()) {
      if (!Set.of(known).contains(name)) {
        throw new IllegalArgumentException(members.place(name) + " is not known");
      }
    }
    return members;
  }

  String string(String name) {
    return optionalString(name).orElseThrow(() -> missing(name));
  }

  String filledString(String name) {
    String value = string(name);
    if (value.isBlank()) {
      throw new IllegalArgumentException(place(name) + " is empty");
    }
    if (!value.codePoints().allMatch(PrintableText::isPrintable)) {
      throw new IllegalArgumentException(place(name) + " has a character that is not printable");
    }
    return value;
  }

  Optional<String> optionalString(String name) {
    return optional(name, String.class, "a text");
  }

  Optional<Long> optionalInteger(String name) {
    return optional(name, Number.class, "a number")
        .map(
            number -> {
              if (number instanceof Integer || number instanceof Long) {
                return number.longValue();
              }
              throw new IllegalArgumentException(place(name) + " is not a whole number");
            });
  }

  boolean flag(String name) {
    return optional(name, Boolean.class, "true or false").orElse(false);
  }

  JsonObject object(String name) {
    return optional(name, JsonObject.class, "an object").orElseThrow(() -> missing(name));
  }

  /** The elements of an array, each with its place; none if there is no such member. */
  <T> List<T> elements(String name, BiFunction<String, Object, T> reader) {
    JsonArray array = optional(name, JsonArray.class, "an array").orElseGet(JsonArray::new);
    List<T> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      elements.add(reader.apply(place(name) + "[" + i + "]", array.getValue(i)));
    }
    return elements;
  }

  boolean has(String name) {
    return json.containsKey(name);
  }

  /** A member's place in the document. */
  String place(String name) {
    return where.isEmpty() ? name : where + "." + name;
  }

  private IllegalArgumentException missing(String name) {
    return new IllegalArgumentException(place(name) + " is missing");
  }

  private <T> Optional<T> optional(String name, Class<T> type, String what) {
    Object value = json.getValue(name);
    if (value != null && !type.isInstance(value)) {
      throw new IllegalArgumentException(place(name) + " is not " + what);
    }
    return Optional.ofNullable(type.cast(value));
  }
}
