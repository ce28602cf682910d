package dev.pmxcfs.ipc.recorded;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.AdminShell;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.state.RecordedShell;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * Recording 02 from its start to its end: a shell changes files while the program runs, and libqb's
 * C client gets the bytes that the C server gave after each change (items 30 to 41, 47, 48 and 68
 * to 77).
 */
@Needs(Requirement.ROOT)
@RunWith(VertxUnitRunner.class)
public class RecordedConfigTest {

  private static final int CASES = 75;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final String service = Program.newService();
  private final Replay replay = new Replay(service);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private Vertx vertx;
  private Program program;

  @Before
  public void start() {
    vertx = EpollVertx.start(1);
    serve();
  }

  @After
  public void stop(TestContext test) {
    program.close();
    await(test, vertx.close());
  }

  private void serve() {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    program =
        Program.startService(
            service, "serve", "--service", service, "--db", database, "--node", "testnode");
  }

  @Test
  public void recording02() throws Exception {
    int cases = 0;
    for (String line : ConfigRecording.lines()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "shell" -> run(words[1], line.split(" ", 3)[2]);
        case "restart" -> {
          program.close();
          serve();
        }
        case "case" -> {
          cases++;
          replay.check(ConfigRecording.recorded(line));
        }
        default -> assertEquals("#", words[0]);
      }
    }
    assertEquals(CASES, cases);
  }

  /** What failed there with "File exists" has to fail here. */
  private void run(String exitStatus, String command) throws TreeException {
    RecordedShell shell = AdminShell.on(vertx, service);
    if (exitStatus.equals("0")) {
      shell.run(command);
    } else {
      var refused = assertThrows(TreeException.class, () -> shell.run(command));
      assertEquals(command, Errno.EEXIST, refused.errno());
    }
  }
}
