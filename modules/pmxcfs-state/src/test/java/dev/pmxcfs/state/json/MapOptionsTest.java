package dev.pmxcfs.state.json;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

/** How options take their values from a JSON object. */
public class MapOptionsTest {

  private final List<Object> set = new ArrayList<>();

  private static MapOptions of(Object value) {
    return new MapOptions(Collections.singletonMap("a", value));
  }

  private static void assertRefused(String message, ThrowingRunnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  public void memberIsGivenToItsSetter() {
    MapOptions members = new MapOptions(Map.of("a", "x", "b", 7));
    members.text("a", set::add);
    members.integer("b", set::add);
    members.end();
    assertEquals(List.of("x", 7), set);
  }

  @Test
  public void absentMemberLeavesTheDefault() {
    MapOptions members = new MapOptions(Map.of());
    members.text("a", set::add);
    members.integer("b", set::add);
    members.end();
    assertEquals(List.of(), set);
  }

  @Test
  public void nullLeavesTheDefault() {
    MapOptions members = of(null);
    members.text("a", set::add);
    members.integer("a", set::add);
    members.end();
    assertEquals(List.of(), set);
  }

  @Test
  public void memberOfTheWrongTypeIsNamedWithItsValue() {
    assertRefused("a is not a text: 1", () -> of(1).text("a", set::add));
    assertRefused("a is not a whole number of 32 bits: x", () -> of("x").integer("a", set::add));
    assertEquals(List.of(), set);
  }

  @Test
  public void integerMayBeALongOf32Bits() {
    of(-1L).integer("a", set::add);
    of((long) Integer.MAX_VALUE).integer("a", set::add);
    of((long) Integer.MIN_VALUE).integer("a", set::add);
    assertEquals(List.of(-1, Integer.MAX_VALUE, Integer.MIN_VALUE), set);
  }

  @Test
  public void numberThatIsNotAWholeOneOf32BitsIsRefused() {
    assertRefused(
        "a is not a whole number of 32 bits: 2147483648",
        () -> of(Integer.MAX_VALUE + 1L).integer("a", set::add));
    assertRefused(
        "a is not a whole number of 32 bits: -2147483649",
        () -> of(Integer.MIN_VALUE - 1L).integer("a", set::add));
    assertRefused("a is not a whole number of 32 bits: 1.0", () -> of(1.0).integer("a", set::add));
    assertEquals(List.of(), set);
  }

  @Test
  public void memberThatNoSetterAskedForIsRefusedWithTheNamesThereAre() {
    MapOptions members = new MapOptions(Map.of("a", "x", "other", "y"));
    members.text("b", set::add);
    members.text("a", set::add);
    assertRefused("other is not known; there are a, b", members::end);
  }

  @Test
  public void nameThatIsNotATextIsRefused() {
    MapOptions members = new MapOptions(Map.of(5, "x"));
    members.text("a", set::add);
    assertRefused("5 is not known; there are a", members::end);
  }
}
