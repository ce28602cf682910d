package dev.pmxcfs.operations.config;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.RecordedShell;
import dev.qbipc.linux.Errno;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import java.time.Clock;
import java.util.HexFormat;
import org.junit.Rule;
import org.junit.Test;

/** Operation 12 (operations, section 4.12; items 127 to 132). */
public class VerifyTokenTest {

  private static final int ID = 12;
  private static final int CASES = 25;

  private static final String FILE = "priv/token.cfg";
  private static final String TOKENS = "root@pam!t1 11111111-2222\nuser@pve!a b\n\nlast@pve!x nonl";

  @Rule public ConfigFixture fixture = new ConfigFixture();

  /** The whole recording 06, with the changes of the file between its cases. */
  @Test
  public void items127To132_recordedAnswers() throws Exception {
    RecordedShell shell = new RecordedShell(fixture.state(), Clock.systemUTC());
    int cases = 0;
    String recording =
        new String(
            getClass().getResourceAsStream("/recorded/verify-token.txt").readAllBytes(), UTF_8);
    for (String line : recording.split("\n")) {
      String[] words = line.split(" ");
      if (words[0].equals("shell")) {
        shell.run(line.split(" ", 3)[2]);
      } else if (words[0].equals("case")) {
        cases++;
        FakeRequest request =
            fixture.ask(ID, bytes(words[3]), words[2].equals("read-only") ? readOnly() : root());
        assertEquals("case " + words[1], Integer.parseInt(words[4]), request.error());
        assertEquals("case " + words[1], 0, request.replied().length);
      }
    }
    assertEquals(CASES, cases);
  }

  private static byte[] bytes(String hex) {
    return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
  }

  private static FakeConnection root() {
    return FakeConnection.readWrite();
  }

  private static FakeConnection readOnly() {
    return FakeConnection.readOnly();
  }

  private void assertKnown(String token) {
    ConfigFixture.assertReplied("", verify(token + "\0"));
  }

  private void assertFailed(int errno, String payload) {
    ConfigFixture.assertFailed(errno, verify(payload));
  }

  private FakeRequest verify(String payload) {
    return fixture.ask(ID, payload.getBytes(US_ASCII), root());
  }

  @Test
  public void item127_noFileAndEmptyFile() throws Exception {
    assertFailed(Errno.ENOENT, "a b\0");
    fixture.put(FILE, "");
    assertFailed(Errno.ENOENT, "a b\0");
  }

  @Test
  public void item128_exactLineOnAnyConnection() throws Exception {
    fixture.put(FILE, TOKENS);
    assertKnown("root@pam!t1 11111111-2222");
    assertKnown("user@pve!a b");
    byte[] payload = "user@pve!a b\0".getBytes(US_ASCII);
    ConfigFixture.assertReplied("", fixture.ask(ID, payload, readOnly()));
  }

  @Test
  public void item129_almostALine() throws Exception {
    fixture.put(FILE, TOKENS);
    for (String token :
        new String[] {
          "user@pve!a ", "user@pve!a bc", "USER@PVE!A B", " user@pve!a b", "user@pve!a", "b"
        }) {
      assertFailed(Errno.ENOENT, token + "\0");
    }
  }

  @Test
  public void item130_lastLineWithoutLineFeed() throws Exception {
    fixture.put(FILE, TOKENS);
    assertKnown("last@pve!x nonl");
  }

  @Test
  public void item131_malformedPayloads() throws Exception {
    fixture.put(FILE, TOKENS);
    for (String payload :
        new String[] {
          "",
          "\0",
          "a",
          "user@pve!a b",
          "user@pve!a b\0\0",
          "user@pve!a\0b\0",
          "user@pve!a b\n\0",
          "a\nb\0",
          "\n\0"
        }) {
      assertFailed(Errno.EINVAL, payload);
    }
    FakeRequest negative = FakeRequest.of(ID, new byte[0], root()).claimLength(-8);
    ConfigFixture.assertFailed(Errno.EINVAL, fixture.ask(negative));
  }

  @Test
  public void item132_carriageReturnBelongsToTheLine() throws Exception {
    fixture.put(FILE, "user@pve!crlf s\r\n");
    assertFailed(Errno.ENOENT, "user@pve!crlf s\0");
    assertKnown("user@pve!crlf s\r");
  }

  @Test
  public void linesOfOneIdAndLinesWithoutABlankCount() throws Exception {
    fixture.put(FILE, "user@pve!a b\nword\n\nuser@pve!a c d\n");
    assertKnown("user@pve!a b");
    assertKnown("user@pve!a c d");
    assertKnown("word");
    assertFailed(Errno.ENOENT, "user@pve!a c\0");
    assertFailed(Errno.ENOENT, "word \0");
  }

  @Test
  public void changedFileCountsAtOnce() throws Exception {
    fixture.put(FILE, TOKENS);
    assertKnown("user@pve!a b");
    fixture.put(FILE, "user@pve!a c\n");
    assertFailed(Errno.ENOENT, "user@pve!a b\0");
    assertKnown("user@pve!a c");
  }

  @Test
  public void removedFileCountsAtOnceAndAnotherFileNot() throws Exception {
    fixture.put(FILE, TOKENS);
    assertKnown("user@pve!a b");
    fixture.put("priv/other.cfg", "user@pve!b c\n");
    assertKnown("user@pve!a b");
    fixture.delete(FILE);
    assertFailed(Errno.ENOENT, "user@pve!a b\0");
  }
}
