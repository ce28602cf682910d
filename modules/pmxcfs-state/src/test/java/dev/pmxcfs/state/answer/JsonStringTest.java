package dev.pmxcfs.state.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import org.junit.Test;

/** How bytes become JSON (operations, sections 12 D3, D4 and 15). */
public class JsonStringTest {

  @Test
  public void quotesBackslashesAndControlCharactersAreEscaped() {
    assertEquals("\"a\\\"b\\\\c\\u000a\\u0000\\u001f\"", string("a\"b\\c\n\0\u001f"));
  }

  @Test
  public void otherBytesStayWhatTheyAre() {
    assertEquals("\"ü€ \u007f\"", string("ü€ \u007f"));
  }

  /** A strict reader would refuse the whole answer. */
  @Test
  public void bytesThatAreNoUtf8BecomeTheCharactersOfTheirNumbers() {
    assertEquals("\"\\u00ff\\u0080\"", string(0xff, 0x80));
    assertEquals("\"ü\\u00c3\"", string(0xc3, 0xbc, 0xc3));
    assertEquals("surrogate", "\"\\u00ed\\u00a0\\u0080\"", string(0xed, 0xa0, 0x80));
    assertEquals("too long", "\"\\u00c0\\u00af\"", string(0xc0, 0xaf));
    assertEquals(
        "too large", "\"\\u00f4\\u0090\\u0080\\u0080a\"", string(0xf4, 0x90, 0x80, 0x80, 'a'));
  }

  @Test
  public void d3_escapesStayWhatTheyAre() {
    String escapes = "\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00fc \\uABCD \\ud83d\\ude00";
    assertEquals("\"" + escapes + "\"", escaped(escapes));
  }

  @Test
  public void d3_backslashThatBeginsNoEscapeIsEscaped() {
    assertEquals("\"a\\\\\"", escaped("a\\"));
    assertEquals("\"\\\\x \\\\'\"", escaped("\\x \\'"));
    assertEquals("\"\\\\u12\"", escaped("\\u12"));
    assertEquals("\"\\\\u12g4\"", escaped("\\u12g4"));
    assertEquals("\"\\\\U0041\"", escaped("\\U0041"));
  }

  @Test
  public void d3_halfASurrogatePairIsNoEscape() {
    assertEquals("\"\\\\ud83d\"", escaped("\\ud83d"));
    assertEquals("\"\\\\ude00\"", escaped("\\ude00"));
    assertEquals("\"\\\\ud83d\\u0041\"", escaped("\\ud83d\\u0041"));
    assertEquals("\"\\\\ud83dx\"", escaped("\\ud83dx"));
  }

  /** A log message's backslash before a quote: the quote's own backslash goes with the first. */
  @Test
  public void d3_bareQuoteIsEscaped() {
    assertEquals("\"a\\\"b\"", escaped("a\"b"));
    assertEquals("\"a\\\\\\\"b\"", escaped("a\\\\\"b"));
  }

  @Test
  public void d3_allElseIsEscapedAsInAnyString() {
    assertEquals("\"\\u000aü\"", escaped("\nü"));
    assertEquals("\"\\u00ff\"", quoted(JsonString.ofEscaped(bytes(0xff))));
  }

  private static String string(int... value) {
    return quoted(JsonString.of(bytes(value)));
  }

  private static ByteString bytes(int... value) {
    byte[] bytes = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      bytes[i] = (byte) value[i];
    }
    return ByteString.copyOf(bytes, 0, bytes.length);
  }

  private static String escaped(String value) {
    return quoted(JsonString.ofEscaped(ByteString.of(value)));
  }

  private static String string(String value) {
    return quoted(JsonString.of(ByteString.of(value)));
  }

  private static String quoted(byte[] string) {
    return '"' + new String(string, UTF_8) + '"';
  }
}
