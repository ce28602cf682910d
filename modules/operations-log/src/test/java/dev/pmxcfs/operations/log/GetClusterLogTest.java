package dev.pmxcfs.operations.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;

/**
 * Operation 8 (operations, sections 4.8 and 5.6; items 79, 80 and 95 to 99). Payloads are written
 * as texts with a byte for each character.
 */
public class GetClusterLogTest {

  @Rule public LogNode node = new LogNode();

  @Test
  public void item79_logOfAFreshServer() {
    long pid = ProcessHandle.current().pid();
    assertEquals(
        "{\n\"data\": [\n{\"uid\": 1, \"time\": 1795533408, \"pri\": 6, \"tag\": \"cluster\","
            + " \"pid\": %d, \"node\": \"testnode\", \"user\": \"root\",".formatted(pid)
            + " \"msg\": \"starting cluster log\"}\n]\n}\n",
        node.log(0, LogNode.EVERYBODY));
  }

  @Test
  public void item80_queryWithoutAUserByteIsRefused() {
    assertEquals(-Errno.EINVAL, node.ask(LogNode.GET, "\0".repeat(16)).error());
    assertEquals(-Errno.EINVAL, node.ask(LogNode.GET, "").error());
    FakeRequest tooSmall = FakeRequest.of(LogNode.GET, new byte[0], FakeConnection.readWrite());
    assertEquals(-Errno.EINVAL, node.answer(tooSmall.claimLength(-8)).error());
  }

  @Test
  public void item95_filterByUser() {
    node.send("\6\11\2root@pam\0p\0m\0");
    assertEquals(1, node.entries(0, "root@pam\0").size());
    assertEquals(
        "starting cluster log", node.entries(0, "root\0").getJsonObject(0).getString("msg"));
    assertEquals("{\n\"data\": [\n]\n}\n", node.log(0, "nobody\0"));
  }

  @Test
  public void item96_userWithoutANulLosesItsLastByte() {
    assertEquals(1, node.entries(0, "rootX").size());
    assertEquals(0, node.entries(0, "root").size());
    assertEquals(1, node.entries(0, "root\0junk").size());
  }

  @Test
  public void item97_withoutAMaximum50() {
    for (int i = 0; i < 60; i++) {
      node.send("\6\2\2u\0t\0" + i + "\0");
    }
    JsonArray entries = node.entries(0, LogNode.EVERYBODY);
    assertEquals(50, entries.size());
    assertEquals("59", entries.getJsonObject(0).getString("msg"));
    assertEquals("10", entries.getJsonObject(49).getString("msg"));
    assertEquals(3, node.entries(3, LogNode.EVERYBODY).size());
    assertEquals(61, node.entries(-1, LogNode.EVERYBODY).size());
  }

  @Test
  public void item98_of120LongMessages62AreLeft() {
    for (int i = 0; i < 120; i++) {
      node.send("\6\5\2root\0p\0" + "%04d ".formatted(i) + "x".repeat(2000) + "\0");
    }
    JsonArray entries = node.entries(-1, LogNode.EVERYBODY);
    assertEquals(62, entries.size());
    assertTrue(entries.getJsonObject(0).getString("msg").startsWith("0119 "));
    assertTrue(entries.getJsonObject(61).getString("msg").startsWith("0058 "));
  }

  @Test
  public void item99_readOnlyConnectionMayRead() {
    assertEquals(0, node.answer(LogNode.readOnly(LogNode.GET, "\0".repeat(17))).error());
  }

  /** The C server sends what the client cannot read (defect D12). */
  @Test
  public void answerBeyondTheNegotiatedSizeIsRefused() {
    int header = 24;
    int exact = header + node.log(0, LogNode.EVERYBODY).length();
    FakeConnection fits = FakeConnection.readWrite().withMaxMessageSize(exact);
    FakeConnection small = FakeConnection.readWrite().withMaxMessageSize(exact - 1);
    byte[] query = new byte[17];
    assertEquals(0, node.answer(FakeRequest.of(LogNode.GET, query, fits)).error());
    assertEquals(-Errno.EFBIG, node.answer(FakeRequest.of(LogNode.GET, query, small)).error());
  }

  @Test
  public void d3_escapesOfClientsArriveAndAllElseIsEscaped() {
    node.send(LogNode.message("\\u00fcser\"", "\\ag\"\n\u00ff ", "a\\b \\x \\"));
    String line = node.log(1, LogNode.EVERYBODY);
    assertTrue(line, line.contains("\"user\": \"\\u00fcser\\\"\""));
    assertTrue(line, line.contains("\"tag\": \"\\\\ag\\\"\\u000a\\u00ff \""));
    assertTrue(line, line.contains("\"msg\": \"a\\b \\\\x \\\\\""));
  }

  /** Whatever is logged, the answer stays one that can be read; a seed repeats its messages. */
  @Test
  public void d3_answerCanAlwaysBeRead() throws Exception {
    for (long seed : new long[] {1, 2, System.nanoTime()}) {
      System.out.println("GetClusterLogTest seed " + seed);
      assertCanAlwaysBeRead(seed);
    }
  }

  private void assertCanAlwaysBeRead(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      node.send(LogNode.message(text(random, 10), text(random, 10), text(random, 60)));
      assertReadable("seed " + seed + ", message " + i, node.log(20, LogNode.EVERYBODY));
    }
  }

  private static void assertReadable(String where, String answer) throws Exception {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(answer.getBytes(ISO_8859_1)));
    } catch (CharacterCodingException e) {
      throw new AssertionError(where + ": " + answer, e);
    }
    for (Object entry : new JsonObject(answer).getJsonArray("data")) {
      for (Map.Entry<String, Object> member : (JsonObject) entry) {
        String value = member.getValue().toString();
        boolean whole = value.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
        assertTrue(where + ": half a surrogate pair in " + answer, whole);
      }
    }
  }

  /** Bytes of which many are parts of escapes. */
  private static String text(Random random, int length) {
    String pieces = "\\\\\\\\\"\"u\u00c3\u00bc\u00ffnd8c0fe1\n";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      boolean any = random.nextInt(10) == 0;
      text.append(
          any ? (char) (1 + random.nextInt(255)) : pieces.charAt(random.nextInt(pieces.length())));
    }
    return text.toString();
  }
}
