package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.answer.ClusterInfoAnswer;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.Member;
import dev.pmxcfs.state.nodes.NodeStatus;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;

/**
 * Clients decode every answer, whatever bytes are stored (operations, section 3 and defects D3 and
 * D4): random bytes, and what is awkward in JSON and UTF-8.
 */
public class StrictJsonTest {

  private static final int ROUNDS = 300;
  private static final int MAX_RANDOM = 8;
  private static final int MAX_PIECES = 6;
  private static final int WARNING = 4;
  private static final int PID = 1;
  private static final long MAX_ENTRIES = 50;
  private static final int MAX_LENGTH = 1024 * 1024;

  /** What stands at the edges of JSON's and UTF-8's rules, in hexadecimal. */
  private static final List<String> AWKWARD =
      List.of(
          "22",
          "5c",
          "5c22",
          "5c5c",
          "5c6e",
          "5c75",
          "5c7530",
          "5c75303061",
          "5c7564383364",
          "5c75643833645c7564653030",
          "5c75646530305c7564383364",
          "5c7530303030",
          "0a",
          "09",
          "1f",
          "7f",
          "c3bc",
          "e282ac",
          "f09f9880",
          "c3",
          "bc",
          "e282",
          "f09f98",
          "c080",
          "eda080",
          "efbfbf",
          "f4908080",
          "f8",
          "ff",
          "7d",
          "5d",
          "2c",
          "3a");

  @ClassRule public static final PerlJson PERL = new PerlJson();

  @Rule public OpenedState opened = new OpenedState();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Before
  public void makeGuest() throws Exception {
    opened.makeDirectories("nodes/testnode/lxc");
  }

  @Test
  public void decodersAreAsStrictAsTheTestNeeds() {
    for (String string : List.of("09", "ff", "eda080", "5c78", "5c7564383364", "22")) {
      byte[] json = concatenated("{\"a\": \"", string, "\"}");
      assertThrows(string, AssertionError.class, () -> PERL.assertDecodes(string, json));
    }
  }

  @Test
  public void keysOfAnyBytesLeaveTheVersionsReadable() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      ByteString key = bytes(anyBytes());
      opened.state().publish(key, new byte[] {1});
      assertDecodes(i, opened.state().fsVersion());
      opened.state().publish(key, new byte[0]);
    }
  }

  @Test
  public void configurationsOfAnyBytesLeavePropertiesReadable() throws Exception {
    byte[] path = OpenedState.bytes("nodes/testnode/lxc/100.conf");
    for (int i = 0; i < ROUNDS; i++) {
      ByteString name = bytes(anyBytes());
      ByteArrayOutputStream config = new ByteArrayOutputStream();
      config.writeBytes("description: ".getBytes(UTF_8));
      config.writeBytes(anyBytes());
      config.writeBytes("\n".getBytes(UTF_8));
      config.writeBytes(name.toArray());
      config.writeBytes(": ".getBytes(UTF_8));
      config.writeBytes(anyBytes());
      opened.writer().put(path, config.toByteArray());
      List<ByteString> names = List.of(ByteString.of("description"), name);
      assertDecodes(i, opened.state().guestProperties(100, names, MAX_LENGTH).orElseThrow());
      assertDecodes(i, opened.state().guestProperties(names, MAX_LENGTH));
    }
  }

  @Test
  public void messagesOfAnyBytesLeaveTheLogReadable() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      opened
          .state()
          .log()
          .add(WARNING, bytes(anyBytes()), bytes(anyBytes()), PID, bytes(anyBytes()));
      assertDecodes(i, opened.state().clusterLog(ByteString.of(""), MAX_ENTRIES));
    }
  }

  @Test
  public void nodeNamesOfAnyBytesLeaveTheClusterReadable() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      ByteString name = bytes(anyBytes());
      NodeStatus nodes = new NodeStatus(name, new Measurements(Clock.systemUTC()));
      nodes.setNodes(bytes(anyBytes()), i, List.of(new Member(1, name)));
      assertDecodes(i, ClusterInfoAnswer.of(name, nodes.current()));
    }
  }

  private void assertDecodes(int round, byte[] answer) throws Exception {
    PERL.assertDecodes("seed " + seed + ", round " + round, answer);
  }

  private byte[] anyBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int pieces = random.nextInt(MAX_PIECES); pieces >= 0; pieces--) {
      if (random.nextInt(3) == 0) {
        byte[] piece = new byte[random.nextInt(MAX_RANDOM)];
        random.nextBytes(piece);
        bytes.writeBytes(piece);
      } else {
        String piece = AWKWARD.get(random.nextInt(AWKWARD.size()));
        bytes.writeBytes(HexFormat.of().parseHex(piece));
      }
    }
    return bytes.toByteArray();
  }

  private static ByteString bytes(byte[] bytes) {
    return ByteString.copyUntilNul(bytes, 0, bytes.length);
  }

  private static byte[] concatenated(String before, String hex, String after) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(before.getBytes(UTF_8));
    all.writeBytes(HexFormat.of().parseHex(hex));
    all.writeBytes(after.getBytes(UTF_8));
    return all.toByteArray();
  }
}
