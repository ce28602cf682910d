package dev.pmxcfs.state.json;

import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * The members of a JSON object, as a map, each given to the setter that checks it. A member that is
 * absent or null leaves the default; one of the wrong type, or that no setter has asked for at the
 * {@link #end}, is an {@link IllegalArgumentException} that names it.
 */
public final class MapOptions {

  private final Map<?, ?> json;
  private final TreeSet<String> known = new TreeSet<>();

  public MapOptions(Map<?, ?> json) {
    this.json = json;
  }

  public void text(String name, Consumer<String> setter) {
    member(name, value -> as(String.class, name, value, "a text"), setter);
  }

  public void integer(String name, IntConsumer setter) {
    member(name, value -> integer(name, value), setter::accept);
  }

  /** Refuses members that have not been asked for. */
  public void end() {
    for (Object name : json.keySet()) {
      if (!(name instanceof String text && known.contains(text))) {
        throw new IllegalArgumentException(
            name + " is not known; there are " + String.join(", ", known));
      }
    }
  }

  private <T> void member(String name, Function<Object, T> conversion, Consumer<T> setter) {
    known.add(name);
    Object value = json.get(name);
    if (value != null) {
      setter.accept(conversion.apply(value));
    }
  }

  private static int integer(String name, Object value) {
    if (value instanceof Integer number) {
      return number;
    }
    if (value instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    throw wrong(name, value, "a whole number of 32 bits");
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
