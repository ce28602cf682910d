package dev.qbipc.testing;

import java.beans.Introspector;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
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
 * <p>Properties are found by their setters, so that a new one fails until it is described here.
 *
 * @param <T> the class of options
 */
public final class OptionsRules<T> {

  /** Of no property. */
  private static final Object WRONG_TYPE = List.of(1);

  /** Some that setters take and some that they do not, whatever is described. */
  private static final Map<Class<?>, List<Object>> TRIED =
      Map.of(
          int.class,
          List.of(Integer.MIN_VALUE, -21, -20, -2, -1, 0, 1, 2, 3, 19, 20_000, Integer.MAX_VALUE),
          String.class,
          List.of("", "/", "a/b", "/a b", "/a/b", "a\0b", "name"),
          boolean.class,
          List.of(true, false),
          Duration.class,
          List.of(Duration.ofMillis(-5), Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(1)));

  private record Values(Object good, List<Object> wrong) {}

  private final T defaults;
  private final UnaryOperator<T> copy;
  private final Function<Map<String, Object>, T> fromJson;
  private final Function<T, Map<String, Object>> toJson;
  private final Map<String, Method> setters = new TreeMap<>();
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
    for (Method method : this.defaults.getClass().getMethods()) {
      if (method.getName().startsWith("set") && method.getParameterCount() == 1) {
        setters.put(Introspector.decapitalize(method.getName().substring(3)), method);
      }
    }
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
        new ArrayList<>(setters.keySet()),
        new ArrayList<>(new TreeMap<>(described).keySet()));
    checkDefaults();
    described.forEach(this::check);
    refuses("noSuchMember", () -> fromJson.apply(Map.of("noSuchMember", 1)));
  }

  private void checkDefaults() {
    expect("defaults by JSON", defaults, fromJson.apply(Map.of()));
    expect("defaults copied", defaults, copy.apply(defaults));
    Map<String, Object> json = toJson.apply(defaults);
    for (String name : setters.keySet()) {
      boolean inJson = json.containsKey(name) || json.containsKey(jsonName(name));
      expect(name + " in the JSON form of the defaults", !withoutDefault.contains(name), inJson);
      if (!withoutDefault.contains(name) && isValue(name)) {
        expect("the default of " + name, constant(name), get(defaults, name));
      }
    }
  }

  /** Not a class of options of its own. */
  private boolean isValue(String name) {
    Class<?> type = type(name);
    return type.isPrimitive() || type.isEnum() || type.getName().startsWith("java.");
  }

  private void check(String name, Values values) {
    expect(name + " has its default", false, values.good.equals(get(defaults, name)));
    T set = copy.apply(defaults);
    expect("what the setter of " + name + " returns", true, set(set, name, values.good) == set);
    expect(name, values.good, get(set, name));
    expect(name + " makes a difference", false, set.equals(defaults));
    expect(name + " of a copy", values.good, get(copy.apply(set), name));
    expect("a copy with " + name, set, copy.apply(set));
    expect("the hash code of a copy", set.hashCode(), copy.apply(set).hashCode());
    Map<String, Object> json = toJson.apply(set);
    expect(name + " in JSON", values.good, get(fromJson.apply(json), name));
    expect("the JSON form with " + name, set, fromJson.apply(json));
    for (Object wrong : values.wrong) {
      refuses(name, () -> set(copy.apply(defaults), name, wrong));
      refuses(name, () -> fromJson.apply(Map.of(jsonName(name), inJson(name, wrong))));
    }
    for (Object value : TRIED.getOrDefault(type(name), List.of())) {
      expect(
          name + " by its setter and in JSON: " + value,
          taken(() -> set(copy.apply(defaults), name, value)),
          taken(() -> fromJson.apply(Map.of(jsonName(name), inJson(name, value)))));
    }
    refuses(name, () -> fromJson.apply(Map.of(jsonName(name), WRONG_TYPE)));
    if (type(name) == int.class) {
      refuses(name, () -> fromJson.apply(Map.of(name, 1L << 32)));
      refuses(name, () -> fromJson.apply(Map.of(name, 1.5)));
      refuses(name, () -> fromJson.apply(Map.of(name, "1")));
    }
    if (!type(name).isPrimitive()) {
      var refusal = failure(() -> set(copy.apply(defaults), name, null));
      expect("null for " + name, NullPointerException.class, refusal.getClass());
      expect("what the refusal of null names", name, refusal.getMessage());
    }
  }

  private Class<?> type(String name) {
    return setters.get(name).getParameterTypes()[0];
  }

  private String jsonName(String name) {
    if (type(name) != Duration.class) {
      return name;
    }
    return toJson.apply(defaults).containsKey(name + "Nanos") ? name + "Nanos" : name + "Millis";
  }

  private Object inJson(String name, Object value) {
    if (value instanceof Duration time) {
      return jsonName(name).endsWith("Nanos") ? time.toNanos() : time.toMillis();
    }
    return value;
  }

  private Object constant(String name) {
    String constant =
        "DEFAULT_" + name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    try {
      return defaults.getClass().getField(constant).get(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("there is no constant " + constant, e);
    }
  }

  private Object get(T options, String name) {
    String capitalized = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    String prefix = type(name) == boolean.class ? "is" : "get";
    try {
      return invoke(options.getClass().getMethod(prefix + capitalized), options);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(name + " has no getter", e);
    }
  }

  private Object set(T options, String name, Object value) {
    return invoke(setters.get(name), options, value);
  }

  private static Object invoke(Method method, Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError(e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
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
