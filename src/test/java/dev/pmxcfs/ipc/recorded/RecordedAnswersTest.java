package dev.pmxcfs.ipc.recorded;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.state.RecordedDatabase;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The program gives libqb's C client the bytes that the C server gave, on a new database and on one
 * with files. Numbers are those of operations, section 13.
 */
@Needs(Requirement.ROOT)
public class RecordedAnswersTest {

  private static final int GET_CONFIG = 6;

  /** The cases that the database at the recording's end answers: all reads, and the last ones. */
  private static final Set<String> OF_THE_LAST_DATABASE = Set.of("072", "074", "075");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final Replay replay = new Replay(service);

  @Test
  public void items1To11And28And29And79And80_recording01() throws Exception {
    serve();
    List<RecordedCase> cases = cases("/recorded/empty-db.txt", 36);
    for (RecordedCase recorded : cases) {
      replay.check(recorded);
    }
  }

  @Test
  public void items41And68To77_recording02OnItsLastDatabase() throws Exception {
    RecordedDatabase.create(directory(), RecordedDatabase.CONFIG_02);
    serve();
    int cases = 0;
    for (String line : ConfigRecording.lines()) {
      if (line.startsWith("case ") && isOfTheLastDatabase(line)) {
        cases++;
        replay.check(ConfigRecording.recorded(line));
      }
    }
    assertEquals(49, cases);
  }

  private static boolean isOfTheLastDatabase(String line) {
    String[] words = line.split(" ");
    return Integer.parseInt(words[3]) == GET_CONFIG || OF_THE_LAST_DATABASE.contains(words[1]);
  }

  private static List<RecordedCase> cases(String resource, int count) throws IOException {
    List<RecordedCase> cases = RecordedCase.read(resource);
    assertEquals(count, cases.size());
    return cases;
  }

  private void serve() {
    String database = directory().resolve("config.db").toString();
    programs.startService(
        service, "serve", "--service", service, "--db", database, "--node", "testnode");
  }

  private Path directory() {
    return folder.getRoot().toPath();
  }
}
