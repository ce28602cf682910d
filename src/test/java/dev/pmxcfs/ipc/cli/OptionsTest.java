package dev.pmxcfs.ipc.cli;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.rrd.RrdOptions;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** What holds for each option of all options classes, found by their setters. */
@RunWith(Parameterized.class)
public class OptionsTest {

  /** Some that a setter takes and some that it does not, of each kind there is. */
  private static final List<Object> NUMBERS =
      List.of(Integer.MIN_VALUE, -21, -20, -2, -1, 0, 1, 2, 3, 19, 20, 20_000, Integer.MAX_VALUE);

  private static final List<Object> TEXTS = List.of("", "/", "a/b", "/a b", "/a/b", "a\0b", "name");

  private static final List<Object> TIMES =
      List.of(
          Duration.ofMillis(-5), Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(86_400));

  private static final List<Object> WRONG_TYPES =
      List.of("text", true, 1.5, new JsonArray(), 1L << 40);

  @Parameters(name = "{0}")
  public static List<Class<?>> classes() {
    return List.of(
        QbServerOptions.class,
        QbClientOptions.class,
        OperationOptions.class,
        StateOptions.class,
        RrdOptions.class);
  }

  @Parameter public Class<?> type;

  private List<Method> setters() {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().startsWith("set") && method.getParameterCount() == 1)
        .toList();
  }

  private Object defaults() throws ReflectiveOperationException {
    return type.getConstructor().newInstance();
  }

  private Object copy(Object options) throws ReflectiveOperationException {
    return type.getConstructor(type).newInstance(options);
  }

  private JsonObject json(Object options) throws ReflectiveOperationException {
    Object json = type.getMethod("toJson").invoke(options);
    if (json instanceof JsonObject object) {
      return object;
    }
    Map<?, ?> map = (Map<?, ?>) json;
    var object = new JsonObject();
    map.forEach((name, value) -> object.put((String) name, value));
    return object;
  }

  /** Null if the class refuses it, and then with a sentence. */
  private Object fromJson(JsonObject json) throws ReflectiveOperationException {
    try {
      Constructor<?> constructor =
          Arrays.stream(type.getConstructors())
              .filter(candidate -> candidate.getParameterCount() == 1)
              .filter(candidate -> candidate.getParameterTypes()[0] != type)
              .findFirst()
              .orElseThrow();
      boolean fromMap = constructor.getParameterTypes()[0] == Map.class;
      return constructor.newInstance(fromMap ? json.getMap() : json);
    } catch (InvocationTargetException e) {
      assertEquals(IllegalArgumentException.class, e.getCause().getClass());
      assertTrue(e.getCause().getMessage(), e.getCause().getMessage().length() > 10);
      return null;
    }
  }

  /** Null if the setter refuses it. */
  private Object set(Method setter, Object value) throws ReflectiveOperationException {
    Object options = defaults();
    try {
      assertSame(setter.getName(), options, setter.invoke(options, value));
      return options;
    } catch (InvocationTargetException e) {
      assertEquals(setter.getName(), IllegalArgumentException.class, e.getCause().getClass());
      return null;
    }
  }

  private static List<Object> values(Method setter) throws ReflectiveOperationException {
    Class<?> type = setter.getParameterTypes()[0];
    if (type == int.class) {
      return NUMBERS;
    } else if (type == String.class) {
      return TEXTS;
    } else if (type == Duration.class) {
      return TIMES;
    } else if (type == boolean.class) {
      return List.of(true, false);
    } else if (type.isEnum()) {
      return List.of(type.getEnumConstants());
    }
    throw new AssertionError("no values for " + type);
  }

  /** The name that the option has in JSON. */
  private String member(Method setter) throws ReflectiveOperationException {
    String name = setter.getName().substring(3, 4).toLowerCase(Locale.ROOT);
    String plain = name + setter.getName().substring(4);
    List<String> names =
        json(defaults()).fieldNames().stream()
            .filter(
                member ->
                    setter.getParameterTypes()[0] == Duration.class
                        ? member.equals(plain + "Millis") || member.equals(plain + "Nanos")
                        : member.equals(plain))
            .toList();
    assertEquals(plain + " in " + json(defaults()), 1, names.size());
    return names.get(0);
  }

  /** A value as it stands in JSON. */
  private static Object inJson(String member, Object value) {
    if (value instanceof Duration duration) {
      return member.endsWith("Nanos") ? duration.toNanos() : duration.toMillis();
    } else if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    return value;
  }

  @Test
  public void eachOptionIsAMemberOfTheJson() throws Exception {
    var members = new ArrayList<String>();
    for (Method setter : setters()) {
      members.add(member(setter));
    }
    assertEquals(
        json(defaults()).fieldNames().stream().sorted().collect(Collectors.toList()),
        members.stream().sorted().collect(Collectors.toList()));
  }

  @Test
  public void jsonGoesThroughTheSettersChecks() throws Exception {
    for (Method setter : setters()) {
      String member = member(setter);
      int taken = 0;
      for (Object value : values(setter)) {
        Object set = set(setter, value);
        Object read = fromJson(new JsonObject().put(member, inJson(member, value)));
        assertEquals(member + ": " + value, set, read);
        taken += set != null ? 1 : 0;
      }
      assertTrue(member, taken > 1 || setter.getParameterTypes()[0] == String.class && taken > 0);
    }
  }

  @Test
  public void copiesAndJsonCarryEachOptionAndItsChangeMakesADifference() throws Exception {
    for (Method setter : setters()) {
      String member = member(setter);
      int different = 0;
      for (Object value : values(setter)) {
        Object options = set(setter, value);
        if (options == null || json(options).equals(json(defaults()))) {
          continue;
        }
        different++;
        assertNotEquals(member, defaults(), options);
        assertEquals(member, options, copy(options));
        assertEquals(member, options.hashCode(), copy(options).hashCode());
        assertEquals(member, json(options), json(copy(options)));
        assertEquals(member, options, fromJson(json(options)));
        assertThat(options.toString(), containsString(member));
      }
      assertTrue(member, different > 0);
    }
  }

  @Test
  public void emptyJsonMakesTheDefaults() throws Exception {
    assertEquals(defaults(), fromJson(new JsonObject()));
    assertEquals(defaults(), fromJson(json(defaults())));
  }

  @Test
  public void membersThatAreNotKnownAreRefused() throws Exception {
    for (Method setter : setters()) {
      String close = member(setter) + "s";
      assertNull(close, fromJson(json(defaults()).put(close, 1)));
    }
  }

  @Test
  public void membersOfAnotherTypeAreRefused() throws Exception {
    for (Method setter : setters()) {
      Class<?> of = setter.getParameterTypes()[0];
      for (Object value : WRONG_TYPES) {
        boolean fits =
            of == String.class && value instanceof String
                || of == boolean.class && value instanceof Boolean
                || of == Duration.class && value instanceof Long;
        Object read = fromJson(new JsonObject().put(member(setter), value));
        assertTrue(member(setter) + ": " + value, fits || read == null);
      }
    }
  }

  @Test
  public void nothingIsNoValue() throws Exception {
    for (Method setter : setters()) {
      if (!setter.getParameterTypes()[0].isPrimitive()) {
        Object options = defaults();
        var failure =
            assertThrows(
                setter.getName(),
                InvocationTargetException.class,
                () -> setter.invoke(options, new Object[] {null}));
        assertEquals(NullPointerException.class, failure.getCause().getClass());
      }
    }
  }
}
