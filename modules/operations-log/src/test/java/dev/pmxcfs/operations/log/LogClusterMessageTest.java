package dev.pmxcfs.operations.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import org.junit.Rule;
import org.junit.Test;

/**
 * Operation 7 (operations, sections 4.7 and 5.6; items 81 to 94). Payloads are written as texts
 * with a byte for each character.
 */
public class LogClusterMessageTest {

  @Rule public LogNode node = new LogNode();

  @Test
  public void item81_messageGetsItsEntry() {
    node.clock().advance(2);
    byte[] payload = "\6\11\12root@pam\0pvedaemon\0hello world\0".getBytes(ISO_8859_1);
    FakeConnection connection = FakeConnection.readWrite().withPid(369);
    assertEquals(0, node.answer(FakeRequest.of(LogNode.LOG, payload, connection)).error());
    assertEquals(
        "{\"uid\": 2, \"time\": 1795533410, \"pri\": 6, \"tag\": \"pvedaemon\", \"pid\": 369,"
            + " \"node\": \"testnode\", \"user\": \"root@pam\", \"msg\": \"hello world\"}",
        node.log(1, LogNode.EVERYBODY).split("\n")[2]);
  }

  @Test
  public void items82To86_messagesBecomeAscii() {
    assertLogged("a \\\"q\\\"", "a \"q\"");
    assertLogged("\\u00fc \\u20ac", latin1("ü €"));
    assertLogged("ab", latin1("a\ud83d\ude00b"));
    assertLogged("#009 #010 #013 #127 #027", "\t \n \r \u007f \u001b");
    assertLogged("bad?utf8 \\\"q\\\" #001#010#031??", "bad\u00ffutf8 \"q\" \1\n\37\u007f\u00c3");
  }

  /** A text's bytes in UTF-8, a character each. */
  private static String latin1(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private void assertLogged(String expected, String message) {
    node.send("\6\2\2u\0t\0" + message + "\0");
    String line = node.log(1, LogNode.EVERYBODY).split("\n")[2];
    String start = ", \"user\": \"u\", \"msg\": \"";
    assertTrue(line, line.contains(start));
    assertEquals(expected + "\"}", line.substring(line.indexOf(start) + start.length()));
  }

  @Test
  public void item87_prioritiesBeyond7AreNotLogged() {
    node.send("\10\2\2u\0t\0m\0");
    node.send("\u00ff\2\2u\0t\0m\0");
    assertEquals(1, node.entries(0, LogNode.EVERYBODY).size());
    node.send("\7\2\2u\0t\0m\0");
    assertEquals(2, node.entries(0, LogNode.EVERYBODY).size());
  }

  @Test
  public void items88And89_emptyStrings() {
    node.send("\6\1\1\0\0m\0");
    assertEquals("", node.newest().getString("user"));
    assertEquals("", node.newest().getString("tag"));
    node.send("\6\2\2u\0t\0\0");
    assertEquals("", node.newest().getString("msg"));
  }

  @Test
  public void item90_readOnlyConnectionIsRefusedWhateverItSends() {
    for (String payload : new String[] {"\6\2\2u\0t\0m\0", "", "\6"}) {
      assertEquals(-Errno.EPERM, node.answer(LogNode.readOnly(LogNode.LOG, payload)).error());
    }
    assertEquals(
        -Errno.EPERM, node.answer(LogNode.readOnly(LogNode.LOG, "").claimLength(-8)).error());
  }

  @Test
  public void item91_wrongLayoutsAreRefused() {
    for (String payload :
        new String[] {
          "",
          "\6",
          "\6\1",
          "\6\1\1",
          "\6\1\1\0\0", // no byte of message
          "\6\5\5ab",
          "\6\2\2uxt\0m\0", // ident without its NUL
          "\6\2\2u\0txm\0", // tag without its NUL
          "\6\u00ff\u00ff" + "a".repeat(100)
        }) {
      assertEquals(payload, -Errno.EINVAL, node.ask(LogNode.LOG, payload).error());
    }
    FakeRequest tooSmall = FakeRequest.of(LogNode.LOG, new byte[0], FakeConnection.readWrite());
    assertEquals(-Errno.EINVAL, node.answer(tooSmall.claimLength(-8)).error());
    assertEquals(1, node.entries(0, LogNode.EVERYBODY).size());
  }

  @Test
  public void item91_shortestPayloadHasFiveBytesAndAByteOfMessage() {
    node.send("\6\1\1\0\0m");
    assertEquals("m", node.newest().getString("msg"));
    node.send("\6\0\0\0");
    assertEquals("of lengths of 0", "", node.newest().getString("msg"));
    assertEquals(-Errno.EINVAL, node.ask(LogNode.LOG, "\6\0\0").error());
  }

  /** Behind a request's payload there is what earlier requests left, and it says nothing. */
  @Test
  public void items92And93_d2_messageWithoutANulEndsWithThePayload() {
    node.send("\6\2\2u\0t\0mess");
    assertEquals("mess", node.newest().getString("msg"));
    node.send("\6\2\2u\0t\0x");
    assertEquals("x", node.newest().getString("msg"));
  }

  @Test
  public void embeddedNulsCut() {
    node.send("\6\4\4a\0b\0c\0d\0e\0f\0");
    assertEquals("a", node.newest().getString("user"));
    assertEquals("c", node.newest().getString("tag"));
    assertEquals("e", node.newest().getString("msg"));
  }

  @Test
  public void lengthsOf0TakeWhatFollows() {
    node.send("\6\0\0text\0");
    assertEquals("text", node.newest().getString("user"));
    assertEquals("text", node.newest().getString("tag"));
    assertEquals("text", node.newest().getString("msg"));
    node.send("\6\2\0u\0text\0");
    assertEquals("u", node.newest().getString("user"));
    assertEquals("text", node.newest().getString("tag"));
    assertEquals(-Errno.EINVAL, node.ask(LogNode.LOG, "\6\0\2t\0text\0").error());
  }

  @Test
  public void item94_namesAndMessagesAreCut() {
    String name = "n".repeat(254);
    node.send("\6\u00ff\u00ff" + name + "\0" + name + "\0m\0");
    assertEquals(name, node.newest().getString("user"));
    assertEquals(name, node.newest().getString("tag"));
    node.send("\6\11\2root@pam\0p\0" + "M".repeat(5000) + "\0");
    assertEquals("M".repeat(4025), node.newest().getString("msg"));
    node.send("\6\11\2root@pam\0p\0" + latin1("ä".repeat(3000)) + "\0");
    assertEquals("ä".repeat(671), node.newest().getString("msg"));
  }
}
