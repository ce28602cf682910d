package dev.pmxcfs.state;

import static dev.pmxcfs.state.RecordedDatabase.recorded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;

/**
 * Recording 02 from its start to its end: a shell changes files, and after each change the answers
 * to operations 1, 2, 3 and 6 are those of the C server, byte for byte.
 */
public class RecordedWritesTest {

  private static final int CASES = 75;
  private static final long WRITES_AT = 1_795_533_458L;
  private static final long RESTART_AT = 1_795_533_459L;
  private static final int EPERM = -1;
  private static final int ENOENT = -2;
  private static final int FILE_EXISTS = 1;

  /** Where the C server gives a secret away (defect D1). */
  private static final Set<String> GIVEN_AWAY = Set.of("047", "048", "049");

  @Rule public OpenedState opened = new OpenedState();

  private int cases;

  @Test
  public void items30To48And135And136_answersAfterEachChange() throws Exception {
    opened.clock().set(WRITES_AT);
    for (String line : new String(recorded("config-02.txt"), UTF_8).split("\n")) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "#" -> {}
        case "shell" -> run(Integer.parseInt(words[1]), line.split(" ", 3)[2]);
        case "restart" -> {
          assertDatabaseIsAsRecorded();
          opened.clock().set(RESTART_AT);
          opened.reopen();
        }
        case "case" -> check(words);
        default -> throw new AssertionError(line);
      }
    }
    assertEquals(CASES, cases);
  }

  private void run(int exitCode, String command) throws TreeException {
    RecordedShell shell = new RecordedShell(opened.state(), opened.clock());
    if (exitCode == 0) {
      shell.run(command);
    } else {
      assertEquals(FILE_EXISTS, exitCode);
      opened.assertRefused(Errno.EEXIST, () -> shell.run(command));
    }
  }

  private void check(String[] words) {
    cases++;
    String name = "case " + words[1];
    boolean readOnly = words[2].equals("read-only");
    byte[] expected = GIVEN_AWAY.contains(words[1]) ? new byte[0] : bytes(words[6]);
    int expectedError = GIVEN_AWAY.contains(words[1]) ? EPERM : Integer.parseInt(words[5]);
    ClusterState state = opened.state();
    switch (words[3]) {
      case "1" -> assertAnswer(name, expected, state.fsVersion());
      case "2" -> assertAnswer(name, expected, state.clusterInfo());
      case "3" -> assertEquals(name, lines(expected), lines(state.guestList()));
      case "6" -> {
        byte[] path = path(bytes(words[4]));
        boolean refused = readOnly && state.isPrivate(ByteString.copyOf(path, 0, path.length));
        int error =
            refused
                ? EPERM
                : state.config(ByteString.copyOf(path, 0, path.length)).isEmpty() ? ENOENT : 0;
        assertEquals(name, expectedError, error);
        assertAnswer(
            name,
            expected,
            error == 0 ? state.config(ByteString.copyOf(path, 0, path.length)).get() : new byte[0]);
      }
      default -> throw new AssertionError(words[3]);
    }
  }

  private static void assertAnswer(String name, byte[] expected, byte[] answer) {
    assertEquals(name, new String(expected, UTF_8), new String(answer, UTF_8));
  }

  /** No client relies on the order of the guests. */
  private static TreeSet<String> lines(byte[] guestList) {
    String text = new String(guestList, UTF_8);
    assertEquals(text.length(), guestList.length);
    return new TreeSet<>(Arrays.asList(text.replace("}}\n", "},\n").split("(?<=\n)")));
  }

  /** The payload of GET_CONFIG: its last byte counts as a NUL, and the first NUL ends the path. */
  private static byte[] path(byte[] payload) {
    int end = 0;
    while (end < payload.length - 1 && payload[end] != 0) {
      end++;
    }
    return Arrays.copyOf(payload, end);
  }

  private static byte[] bytes(String hex) {
    return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
  }

  /** Every row, with inodes, versions and times. */
  private void assertDatabaseIsAsRecorded() throws Exception {
    String script = new String(recorded(RecordedDatabase.CONFIG_02), UTF_8);
    TreeSet<String> expected = new TreeSet<>();
    for (String line : script.split("\n")) {
      if (line.startsWith("INSERT INTO tree VALUES")) {
        expected.add(line.substring(line.indexOf('('), line.lastIndexOf(')') + 1));
      }
    }
    String rows =
        opened
            .database()
            .query(
                "select group_concat('('||inode||','||parent||','||version||','||writer||','||mtime"
                    + "||','||type||','||quote(name)||','||quote(data)||')',"
                    + " char(10)) from tree");
    TreeSet<String> found = new TreeSet<>();
    for (String row : rows.split("\n")) {
      found.add(lowerCaseHex(row));
    }
    assertEquals(String.join("\n", expected), String.join("\n", found));
  }

  private static String lowerCaseHex(String row) {
    int data = row.lastIndexOf(",X'");
    return data < 0
        ? row
        : row.substring(0, data + 2) + row.substring(data + 2).toLowerCase(Locale.ROOT);
  }

  @Test
  public void refusalsNameThePathAndTheReason() throws Exception {
    TreeException refused = assertThrows(TreeException.class, () -> opened.create("a/b"));
    assertEquals("/a: does not exist (ENOENT)", refused.getMessage());
  }
}
