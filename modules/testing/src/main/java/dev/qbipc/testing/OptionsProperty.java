package dev.qbipc.testing;

import java.beans.Introspector;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A property of a class of options, as it is found there: a setter that returns the options, a
 * getter, a constant with its default, and a member of the JSON form.
 */
final class OptionsProperty {

  /** Some values that setters take and some that they do not. */
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

  private final String name;
  private final Method setter;
  private final String jsonName;

  private OptionsProperty(String name, Method setter, Map<String, Object> defaults) {
    this.name = name;
    this.setter = setter;
    this.jsonName = jsonName(name, setter, defaults);
  }

  /**
   * All properties of a class of options, by their names.
   *
   * @param defaults the JSON form of the defaults
   */
  static Map<String, OptionsProperty> of(Class<?> options, Map<String, Object> defaults) {
    var properties = new TreeMap<String, OptionsProperty>();
    for (Method method : options.getMethods()) {
      if (method.getName().startsWith("set") && method.getParameterCount() == 1) {
        String name = Introspector.decapitalize(method.getName().substring(3));
        properties.put(name, new OptionsProperty(name, method, defaults));
      }
    }
    return properties;
  }

  /** A time's member is named by its unit. */
  private static String jsonName(String name, Method setter, Map<String, Object> defaults) {
    if (setter.getParameterTypes()[0] != Duration.class) {
      return name;
    }
    return defaults.containsKey(name + "Nanos") ? name + "Nanos" : name + "Millis";
  }

  String name() {
    return name;
  }

  Class<?> type() {
    return setter.getParameterTypes()[0];
  }

  /** Whether it is a class of options of its own. */
  boolean isGroup() {
    return !type().isPrimitive() && !type().isEnum() && !type().getName().startsWith("java.");
  }

  /** Values to try of which nothing is said. */
  List<Object> tried() {
    return TRIED.getOrDefault(type(), List.of());
  }

  /** The name of its member in JSON. */
  String jsonName() {
    return jsonName;
  }

  /** A JSON object with nothing but this property. */
  Map<String, Object> inJson(Object value) {
    return Map.of(jsonName, value instanceof Duration time ? inUnit(time) : value);
  }

  private long inUnit(Duration time) {
    return jsonName.endsWith("Nanos") ? time.toNanos() : time.toMillis();
  }

  /** What the class says that the default is. */
  Object defaultValue() {
    String constant =
        "DEFAULT_" + name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    try {
      return setter.getDeclaringClass().getField(constant).get(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("there is no constant " + constant, e);
    }
  }

  Object get(Object options) {
    String capitalized = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    String prefix = type() == boolean.class ? "is" : "get";
    try {
      return invoke(options.getClass().getMethod(prefix + capitalized), options);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(name + " has no getter", e);
    }
  }

  /** Returns what the setter returns. */
  Object set(Object options, Object value) {
    return invoke(setter, options, value);
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
}
