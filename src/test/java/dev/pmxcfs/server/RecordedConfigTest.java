package dev.pmxcfs.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.server.loader.ServedModules;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.RecordedDatabase;
import dev.pmxcfs.state.RecordedShell;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.OptionalInt;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Recording 02 from its start to its end: a shell changes files while the service runs, and libqb's
 * C client gets the bytes that the C server gave after each change (items 30 to 41, 47, 48 and 68
 * to 77 of the conformance list in the operations specification, section 13). The service runs in
 * the test's own process, where what the shell did can be done to its state.
 */
public class RecordedConfigTest {

  private static final int CASES = 75;
  private static final int WWW_DATA = 33;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final String service = Program.newService();
  private final Replay replay = new Replay(service);
  private Vertx vertx;
  private ClusterState state;
  private QbServer server;

  @Before
  public void start() throws Exception {
    vertx = EpollVertx.start(1);
    serve();
  }

  @After
  public void stop() throws Exception {
    try {
      endService();
    } finally {
      vertx.close().await();
    }
  }

  private void serve() throws Exception {
    state = RecordedDatabase.openFresh(folder.getRoot().toPath(), Clock.systemUTC());
    server =
        QbServer.create(vertx, new QbServerOptions().setService(service))
            .acceptPolicy(new PmxcfsAcceptPolicy(OptionalInt.of(WWW_DATA)));
    new ModuleOptions()
        .directory()
        .orElseThrow()
        .load(new ServedModules(vertx, server, state))
        .await();
    server.listen().await();
  }

  private void endService() throws Exception {
    server.close().await();
    state.close();
  }

  @Test
  public void recording02() throws Exception {
    int cases = 0;
    for (String line : ConfigRecording.lines()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "shell" -> run(words[1], line.split(" ", 3)[2]);
        case "restart" -> {
          endService();
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
    var shell = new RecordedShell(state, Clock.systemUTC());
    if (exitStatus.equals("0")) {
      shell.run(command);
    } else {
      var refused = assertThrows(TreeException.class, () -> shell.run(command));
      assertEquals(command, TreeErrno.EEXIST, refused.errno());
    }
  }
}
