package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import java.util.Optional;
import org.junit.Test;

/** Which names a file can have that clients are to reach. */
public class NameRuleTest {

  private static void assertViolation(String violation, ByteString name) {
    assertEquals(Optional.ofNullable(violation), NameRule.violation(name));
  }

  @Test
  public void namesAreBytesOfUtf8() {
    assertViolation(null, ByteString.of("a"));
    assertViolation(null, ByteString.of("...\u00e4 \n"));
    assertViolation("is not UTF-8", ByteString.ofLatin1("a\u00e4"));
    assertViolation("is empty", ByteString.of(""));
  }

  @Test
  public void namesHaveAtMost1024Bytes() {
    assertViolation(null, ByteString.of("x".repeat(1024)));
    assertViolation("is longer than 1024 bytes", ByteString.of("x".repeat(1025)));
    assertViolation("is longer than 1024 bytes", ByteString.of("\u00e4".repeat(513)));
  }

  @Test
  public void dotAndDotDotMeanOtherDirectories() {
    assertViolation("means another directory", ByteString.of("."));
    assertViolation("means another directory", ByteString.of(".."));
  }

  @Test
  public void slashesAndNulsEndANameWhereverTheyAre() {
    for (String name : new String[] {"/", "/a", "a/"}) {
      assertViolation("contains a slash", ByteString.of(name));
    }
    for (String name : new String[] {"\0", "\0a", "a\0"}) {
      assertViolation("contains a NUL", ByteString.of(name));
    }
  }
}
