package dev.pmxcfs.ipc.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.state.RecordedDatabase;
import dev.qbipc.libqb.LibqbClient;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Recording 11: with which databases the program starts, what it answers then, and what it says
 * when it does not (item 134).
 */
public class RecordedDatabasesTest {

  private static final int GET_GUEST_LIST = 3;

  /** The C server's status is 255. */
  private static final int FAILED = 1;

  /** The C server goes on from version 1, and later reuses inodes (defect D10). */
  private static final String DEFECT_D10 = "no __version__ row";

  private static final String VERSION_WITHOUT_D10 = "9";

  /** The C server makes a database of it, whatever it was; this one leaves it alone. */
  private static final String EMPTY = "empty file";

  private static final Pattern CASE = Pattern.compile("case: (.*)");
  private static final Pattern SQL = Pattern.compile("sql: (.*?)\nresult: ", Pattern.DOTALL);
  private static final Pattern STARTS =
      Pattern.compile(
          "result: starts; GET_GUEST_LIST b'(.*)'\nversion row after: \\[\\(0, 0, (\\d+)");
  private static final Pattern FAILS = Pattern.compile("result: exits with code 255");
  private static final Pattern INODE = Pattern.compile("\\(inode = ([0-9A-F]{16})[,)]");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void item134_recording11() throws Exception {
    List<String> recording = recording();
    assertEquals(21, recording.size());
    for (String recorded : recording) {
      RecordedDatabase database =
          RecordedDatabase.create(folder.newFolder().toPath(), RecordedDatabase.BASE_11);
      change(database, recorded);
      Matcher starts = STARTS.matcher(recorded);
      if (starts.find() && !name(recorded).equals(EMPTY)) {
        starts(database, name(recorded), starts.group(1), starts.group(2));
      } else {
        assertTrue(recorded, FAILS.matcher(recorded).find() || name(recorded).equals(EMPTY));
        fails(database, recorded);
      }
    }
  }

  private static List<String> recording() throws Exception {
    try (InputStream in =
        RecordedDatabasesTest.class.getResourceAsStream("/recorded/database.txt")) {
      List<String> cases = new ArrayList<>();
      for (String paragraph : new String(in.readAllBytes(), UTF_8).split("\n\n")) {
        if (paragraph.startsWith("case: ")) {
          cases.add(paragraph);
        }
      }
      return cases;
    }
  }

  private static String name(String recorded) {
    Matcher name = CASE.matcher(recorded);
    assertTrue(recorded, name.find());
    return name.group(1);
  }

  /** Most cases have SQL; the names of the others say what was done. */
  private static void change(RecordedDatabase database, String recorded) throws Exception {
    Matcher sql = SQL.matcher(recorded);
    if (sql.find()) {
      database.execute(sql.group(1));
      return;
    }
    switch (name(recorded)) {
      case "unmodified" -> {}
      case "garbage file" -> Files.writeString(database.file(), "garbage ".repeat(1000));
      case EMPTY -> Files.write(database.file(), new byte[0]);
      case "journal mode delete before start" -> database.execute("pragma journal_mode=delete");
      default -> throw new AssertionError(recorded);
    }
  }

  private static void starts(
      RecordedDatabase database, String name, String recordedList, String version)
      throws Exception {
    String service = Program.newService();
    try (Program program = Program.startService(service, serve(database, service))) {
      try (var client = LibqbClient.connect(service)) {
        byte[] list = client.call(GET_GUEST_LIST, new byte[0]).payload();
        assertEquals(name, recordedList.replace("\\n", "\n"), new String(list, UTF_8));
      }
      program.terminate();
      assertEquals(name, 0, program.awaitEnd(Program.PATIENCE).status());
    }
    assertEquals(
        name,
        name.startsWith(DEFECT_D10) ? VERSION_WITHOUT_D10 : version,
        database.query("select version from tree where inode=0"));
    assertEquals(name, "wal", database.query("pragma journal_mode"));
  }

  /** In one line, with the database and the row that the C server names. */
  private static void fails(RecordedDatabase database, String recorded) {
    Program.Result result = Program.run(serve(database, Program.newService()));
    String errors = String.join("\n", result.errors());
    assertEquals(recorded + errors, FAILED, result.status());
    assertEquals(errors, 1, result.errors().size());
    assertThat(errors, containsString(database.file().toString()));
    Matcher inode = INODE.matcher(recorded);
    if (inode.find()) {
      assertThat(errors, containsString(Long.toString(Long.parseLong(inode.group(1), 16))));
    }
  }

  private static String[] serve(RecordedDatabase database, String service) {
    return new String[] {
      "serve", "--service", service, "--db", database.file().toString(), "--node", "testnode"
    };
  }
}
