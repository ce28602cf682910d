package dev.qbipc.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What holds for each property of a class of options: it survives a copy and the JSON form, a wrong
 * value is refused by its setter and in JSON alike, and so is a JSON value of another type.
 *
 * <p>Properties are found by their setters, so that a new one fails until it is described here. One
 * that is a class of options itself is copied with the options that it belongs to.
 *
 * @param <T> the class of options
 */
public final class OptionsRules<T> {

  /** Of no property. */
  private static final Object WRONG_TYPE = List.of(1);

  private static final Map<String, Object> UNKNOWN_MEMBER = Map.of("noSuchMember", 1);

  private record Values(Object good, List<Object> wrong) {}

  private final T defaults;
  private final UnaryOperator<T> copy;
  private final Function<Map<String, Object>, T> fromJson;
  private final Function<T, Map<String, Object>> toJson;
  private final Map<String, OptionsProperty> properties;
  private final Map<String, Values> described = new LinkedHashMap<>();
  private final List<String> withoutDefault = new ArrayList<>();

  /**
   * @param defaults the constructor without arguments
   * @param copy the copy constructor
   * @param fromJson the constructor from JSON
   * @param toJson the JSON form
   */
  public OptionsRules(
      Supplier<T> defaults,
      UnaryOperator<T> copy,
      Function<Map<String, Object>, T> fromJson,
      Function<T, Map<String, Object>> toJson) {
    this.defaults = defaults.get();
    this.copy = copy;
    this.fromJson = fromJson;
    this.toJson = toJson;
    this.properties = OptionsProperty.of(this.defaults.getClass(), toJson.apply(this.defaults));
  }

  /**
   * Describes a property.
   *
   * @param good a value that is not the default
   * @param wrong values that are refused
   */
  public OptionsRules<T> property(String name, Object good, Object... wrong) {
    described.put(name, new Values(good, Arrays.asList(wrong)));
    return this;
  }

  /**
   * Says of properties that they have no constant as default: there is none, or the machine decides
   * it. The JSON form has them only if they were set.
   */
  public OptionsRules<T> withoutDefault(String... names) {
    withoutDefault.addAll(List.of(names));
    return this;
  }

  /** Fails as the first rule that does not hold. */
  public void check() {
    expect(
        "described are all properties",
        new ArrayList<>(properties.keySet()),
        new ArrayList<>(new TreeMap<>(described).keySet()));
    checkDefaults();
    described.forEach((name, values) -> check(properties.get(name), values));
    refuses("noSuchMember", () -> fromJson.apply(UNKNOWN_MEMBER));
  }

  private void checkDefaults() {
    expect("defaults by JSON", defaults, fromJson.apply(Map.of()));
    expect("defaults copied", defaults, copy.apply(defaults));
    Map<String, Object> json = toJson.apply(defaults);
    for (OptionsProperty property : properties.values()) {
      String name = property.name();
      boolean hasDefault = !withoutDefault.contains(name);
      expect(
          name + " in the JSON form of the defaults",
          hasDefault,
          json.containsKey(property.jsonName()));
      if (hasDefault && !property.isGroup()) {
        expect("the default of " + name, property.defaultValue(), property.get(defaults));
      }
    }
  }

  private void check(OptionsProperty property, Values values) {
    checkKept(property, values.good);
    for (Object wrong : values.wrong) {
      refuses(property.name(), () -> property.set(copy.apply(defaults), wrong));
      refuses(property.name(), () -> fromJson.apply(property.inJson(wrong)));
    }
    for (Object value : property.tried()) {
      expect(
          property.name() + " by its setter and in JSON: " + value,
          taken(() -> property.set(copy.apply(defaults), value)),
          taken(() -> fromJson.apply(property.inJson(value))));
    }
    checkTypes(property);
  }

  private void checkKept(OptionsProperty property, Object good) {
    String name = property.name();
    expect(name + " has its default", false, good.equals(property.get(defaults)));
    T set = copy.apply(defaults);
    expect("what the setter of " + name + " returns", true, property.set(set, good) == set);
    expect(name, good, property.get(set));
    expect(name + " makes a difference", false, set.equals(defaults));
    T copied = copy.apply(set);
    expect(name + " of a copy", good, property.get(copied));
    expect("a copy with " + name, set, copied);
    expect("the hash code of a copy", set.hashCode(), copied.hashCode());
    Map<String, Object> json = toJson.apply(set);
    expect(name + " in JSON", good, property.get(fromJson.apply(json)));
    expect("the JSON form with " + name, set, fromJson.apply(json));
    if (property.isGroup()) {
      expect(name + " is the one that was given", false, property.get(set) == good);
      expect(name + " is shared by copies", false, property.get(copied) == property.get(set));
    }
  }

  private void checkTypes(OptionsProperty property) {
    String name = property.name();
    refuses(name, () -> fromJson.apply(property.inJson(WRONG_TYPE)));
    if (property.type() == int.class) {
      refuses(name, () -> fromJson.apply(property.inJson(1L << 32)));
      refuses(name, () -> fromJson.apply(property.inJson(1.5)));
      refuses(name, () -> fromJson.apply(property.inJson("1")));
    }
    if (property.isGroup()) {
      refuses("noSuchMember", () -> fromJson.apply(property.inJson(UNKNOWN_MEMBER)));
    }
    if (!property.type().isPrimitive()) {
      var refusal = failure(() -> property.set(copy.apply(defaults), null));
      expect("null for " + name, NullPointerException.class, refusal.getClass());
      expect("what the refusal of null names", name, refusal.getMessage());
    }
  }

  /** Refused with a message that names the property, perhaps in two words. */
  private static void refuses(String name, Runnable action) {
    RuntimeException refusal = failure(action);
    expect(name + " is refused by " + refusal, true, refusal instanceof IllegalArgumentException);
    expect(name + " is named by: " + refusal.getMessage(), true, names(refusal, name));
  }

  private static boolean names(RuntimeException refusal, String name) {
    String message = String.valueOf(refusal.getMessage()).replace(" ", "").toLowerCase(Locale.ROOT);
    return message.contains(name.toLowerCase(Locale.ROOT));
  }

  /** What an action makes, or that it is refused. */
  private static Object taken(Supplier<Object> action) {
    try {
      return action.get();
    } catch (IllegalArgumentException e) {
      return "refused";
    }
  }

  private static RuntimeException failure(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("nothing was refused");
  }

  private static void expect(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(what + ": expected " + expected + ", but was " + actual);
    }
  }
}
