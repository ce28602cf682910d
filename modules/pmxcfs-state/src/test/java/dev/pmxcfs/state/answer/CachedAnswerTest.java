package dev.pmxcfs.state.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import org.junit.Test;

/** An answer is made anew only after a change. */
public class CachedAnswerTest {

  private int made;

  private final CachedAnswer<String, String> answer =
      new CachedAnswer<>(
          (first, second) -> {
            made++;
            return (first + second).getBytes(UTF_8);
          });

  @Test
  public void isKeptUntilOneOfBothIsReplaced() {
    byte[] before = answer.of("a", "b");
    assertEquals("ab", new String(before, UTF_8));
    assertSame(before, answer.of("a", "b"));
    assertEquals(1, made);
    assertEquals("ac", new String(answer.of("a", "c"), UTF_8));
    assertEquals("bc", new String(answer.of("b", "c"), UTF_8));
    assertEquals(3, made);
  }
}
