package dev.pmxcfs.ipc.json;

import dev.pmxcfs.ipc.text.PrintableText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The members of an object that a person or another program wrote. A member that is missing or not
 * as it should be is an {@link IllegalArgumentException} that names it.
 */
public final class CheckedJson {

  private final String where;
  private final JsonObject json;

  private CheckedJson(String where, JsonObject json) {
    this.where = where;
    this.json = json;
  }

  /**
   * Of an object that has no other members than these.
   *
   * @param where the object's place in its document, empty for the outermost
   * @param known the members there can be
   */
  public static CheckedJson of(String where, Object value, String... known) {
    CheckedJson members = ofAny(where, value);
    for (String name : members.json.fieldNames()) {
      if (!Set.of(known).contains(name)) {
        throw new IllegalArgumentException(members.place(name) + " is not known");
      }
    }
    return members;
  }

  /**
   * Of an object that may have others, which a newer version of this program may have written.
   *
   * @param where the object's place in its document, empty for the outermost
   */
  public static CheckedJson ofAny(String where, Object value) {
    if (!(value instanceof JsonObject json)) {
      throw new IllegalArgumentException(where + " is not an object");
    }
    return new CheckedJson(where, json);
  }

  public String string(String name) {
    return optionalString(name).orElseThrow(() -> missing(name));
  }

  public String filledString(String name) {
    String value = string(name);
    if (value.isBlank()) {
      throw new IllegalArgumentException(place(name) + " is empty");
    }
    if (!value.codePoints().allMatch(PrintableText::isPrintable)) {
      throw new IllegalArgumentException(place(name) + " has a character that is not printable");
    }
    return value;
  }

  public Optional<String> optionalString(String name) {
    return optional(name, String.class, "a text");
  }

  public Optional<Long> optionalInteger(String name) {
    return optional(name, Number.class, "a number")
        .map(
            number -> {
              if (number instanceof Integer || number instanceof Long) {
                return number.longValue();
              }
              throw new IllegalArgumentException(place(name) + " is not a whole number");
            });
  }

  public long integer(String name) {
    return optionalInteger(name).orElseThrow(() -> missing(name));
  }

  /** False if there is no such member. */
  public boolean flag(String name) {
    return optional(name, Boolean.class, "true or false").orElse(false);
  }

  public JsonObject object(String name) {
    return optional(name, JsonObject.class, "an object").orElseThrow(() -> missing(name));
  }

  /** The members of a member, which may have others than are asked for. */
  public CheckedJson members(String name) {
    return optionalMembers(name).orElseThrow(() -> missing(name));
  }

  /** As {@link #members}, of one that may be missing. */
  public Optional<CheckedJson> optionalMembers(String name) {
    return optional(name, JsonObject.class, "an object")
        .map(object -> new CheckedJson(place(name), object));
  }

  /** The elements of an array, each with its place; none if there is no such member. */
  public <T> List<T> elements(String name, BiFunction<String, Object, T> reader) {
    JsonArray array = optional(name, JsonArray.class, "an array").orElseGet(JsonArray::new);
    List<T> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      elements.add(reader.apply(place(name) + "[" + i + "]", array.getValue(i)));
    }
    return elements;
  }

  /**
   * The elements of an array that has to be there, each an object that may have others than are
   * asked for.
   */
  public <T> List<T> objects(String name, Function<CheckedJson, T> reader) {
    if (!has(name)) {
      throw missing(name);
    }
    return elements(name, (place, element) -> reader.apply(ofAny(place, element)));
  }

  public boolean has(String name) {
    return json.containsKey(name);
  }

  /** The names of all members. */
  public Set<String> names() {
    return json.fieldNames();
  }

  /** A member's place in the document. */
  public String place(String name) {
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
