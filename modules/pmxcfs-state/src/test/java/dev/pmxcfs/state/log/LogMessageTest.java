package dev.pmxcfs.state.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import dev.pmxcfs.api.ByteString;
import java.util.List;
import org.junit.Test;

/** How a message becomes ASCII (operations, section 5.6; items 82 to 86 and 94). */
public class LogMessageTest {

  private static final int SPACE = 4032;

  @Test
  public void item82_quotesAreEscaped() {
    assertEquals("say \\\"q\\\"", pack("say \"q\""));
  }

  @Test
  public void item83_charactersBeyondAsciiAreEscaped() {
    assertEquals("\\u00fc\\u20ac\\uffff\\u0080", pack("ü€\uffff\u0080"));
  }

  @Test
  public void item84_charactersBeyondPlane0AreDropped() {
    assertEquals("ab", pack("a\ud83d\ude00b"));
    assertEquals("the first beyond", "a\\uffffb", pack("a\ud800\udc00\uffffb"));
  }

  /** Most messages are of this kind; each is scanned once and copied nowhere. */
  @Test
  public void messageOfPlainCharactersThatFitsIsTakenAsItIs() {
    for (ByteString plain : List.of(ByteString.of("a ~"), ByteString.of("M".repeat(4025)))) {
      assertSame(plain, LogMessage.toAscii(plain, SPACE));
    }
  }

  @Test
  public void item85_controlCharactersBecomeNumbers() {
    assertEquals("#009 #010 #013 #127 #027 #001", pack("\t \n \r \u007f \u001b \u0001"));
  }

  /** The last byte makes all of it bytes of no encoding. */
  @Test
  public void item86_messageThatIsNoUtf8() {
    assertEquals(
        "bad?utf8 \\\"q\\\" #001#010#031??", packBytes("bad\u00ffutf8 \"q\" \1\n\37\u007f\u00c3"));
    assertEquals("??\\\\\"?", packBytes("\u00c3\u00bc\\\"\u00ff"));
  }

  @Test
  public void backslashesStay() {
    assertEquals("\\ \\u00fc \\n", pack("\\ \\u00fc \\n"));
  }

  @Test
  public void item94_messageEndsWhereAnEscapeMightNotFit() {
    assertEquals(4025, pack("M".repeat(5000)).length());
    assertEquals(4025, pack("M".repeat(4025)).length());
    assertEquals(4025, packBytes("\u00ff".repeat(5000)).length());
  }

  @Test
  public void item94_lastEscapeIsWhole() {
    assertEquals("\\u00e4".repeat(671), pack("ä".repeat(3000)));
    assertEquals("x".repeat(4024) + "\\u00e4", pack("x".repeat(4024) + "ää"));
    assertEquals("x".repeat(4025), pack("x".repeat(4025) + "ä"));
  }

  private static String pack(String message) {
    return LogMessage.toAscii(ByteString.of(message), SPACE).toString();
  }

  private static String packBytes(String latin1) {
    byte[] bytes = latin1.getBytes(ISO_8859_1);
    return LogMessage.toAscii(ByteString.copyOf(bytes, 0, bytes.length), SPACE).toString();
  }
}
