package dev.qbipc.options;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * The members of a JSON object, each given to the setter that checks it. A member that is absent or
 * null leaves the default; one of the wrong type, or that no setter has asked for at the {@link
 * #end}, is an {@link IllegalArgumentException} that names it.
 *
 * <p>Constants of an enum are spelled in lower case with dashes, {@code event-loop}; their names in
 * Java are taken as well. Times are whole numbers, in the unit that the member's name ends in.
 */
public final class JsonOptions {

  private final JsonObject json;
  private final TreeSet<String> known = new TreeSet<>();

  public JsonOptions(JsonObject json) {
    this.json = json;
  }

  public void text(String name, Consumer<String> setter) {
    member(name, value -> as(String.class, name, value, "a text"), setter);
  }

  public void flag(String name, Consumer<Boolean> setter) {
    member(name, value -> as(Boolean.class, name, value, "true or false"), setter);
  }

  public void integer(String name, IntConsumer setter) {
    member(name, value -> integer(name, value), setter::accept);
  }

  /** A name that ends in Millis. */
  public void millis(String name, Consumer<Duration> setter) {
    member(name, value -> Duration.ofMillis(wholeNumber(name, value)), setter);
  }

  /** A name that ends in Nanos. */
  public void nanos(String name, Consumer<Duration> setter) {
    member(name, value -> Duration.ofNanos(wholeNumber(name, value)), setter);
  }

  public <E extends Enum<E>> void oneOf(String name, Class<E> type, Consumer<E> setter) {
    member(name, value -> constant(name, type, value), setter);
  }

  /** An object that a class of options of its own is made of. */
  public <T> void group(String name, Function<JsonObject, T> constructor, Consumer<T> setter) {
    member(name, value -> group(name, constructor, value), setter);
  }

  private static <T> T group(String name, Function<JsonObject, T> constructor, Object value) {
    JsonObject members = as(JsonObject.class, name, value, "an object");
    try {
      return constructor.apply(members);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private <T> void member(String name, Function<Object, T> conversion, Consumer<T> setter) {
    known.add(name);
    Object value = json.getValue(name);
    if (value != null) {
      setter.accept(conversion.apply(value));
    }
  }

  private static <E extends Enum<E>> E constant(String name, Class<E> type, Object value) {
    String text = as(String.class, name, value, "a text");
    E[] constants = type.getEnumConstants();
    return Arrays.stream(constants)
        .filter(constant -> text.equals(spelled(constant)) || text.equals(constant.name()))
        .findFirst()
        .orElseThrow(() -> wrong(name, text, "one of " + spelled(constants)));
  }

  private static String spelled(Enum<?>[] constants) {
    return Arrays.stream(constants).map(JsonOptions::spelled).collect(Collectors.joining(", "));
  }

  /** A constant as JSON has it. */
  public static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Refuses members that have not been asked for. */
  public void end() {
    for (String name : json.fieldNames()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            name + " is not known; there are " + String.join(", ", known));
      }
    }
  }

  private static int integer(String name, Object value) {
    long number = wholeNumber(name, value);
    if (number != (int) number) {
      throw wrong(name, value, "a number of 32 bits");
    }
    return (int) number;
  }

  private static long wholeNumber(String name, Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    throw wrong(name, value, "a whole number");
  }

  private static <T> T as(Class<T> type, String name, Object value, String what) {
    if (!type.isInstance(value)) {
      throw wrong(name, value, what);
    }
    return type.cast(value);
  }

  private static IllegalArgumentException wrong(String name, Object value, String what) {
    return new IllegalArgumentException(name + " is not " + what + ": " + value);
  }
}
