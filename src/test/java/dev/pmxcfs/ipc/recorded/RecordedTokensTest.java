package dev.pmxcfs.ipc.recorded;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.AdminShell;
import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.recorded.RecordedCase.Request;
import dev.pmxcfs.ipc.recorded.RecordedCase.Response;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * The program verifies tokens as the C server did, for libqb's C client (items 127 to 132). The
 * file with the tokens is changed while it runs.
 */
@Needs(Requirement.ROOT)
@RunWith(VertxUnitRunner.class)
public class RecordedTokensTest {

  private static final int VERIFY_TOKEN = 12;
  private static final int CASES = 25;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final Replay replay = new Replay(service);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private Vertx vertx;

  @Before
  public void start() {
    vertx = EpollVertx.start(1);
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    programs.startService(
        service, "serve", "--service", service, "--db", database, "--node", "testnode");
  }

  @After
  public void stop(TestContext test) {
    await(test, vertx.close());
  }

  @Test
  public void items127To132_recording06() throws Exception {
    int cases = 0;
    for (String line : lines()) {
      String[] words = line.split(" ");
      if (words[0].equals("shell")) {
        AdminShell.on(vertx, service).run(line.split(" ", 3)[2]);
      } else if (words[0].equals("case")) {
        cases++;
        replay.check(recorded(words));
      }
    }
    assertEquals(CASES, cases);
  }

  private static List<String> lines() throws Exception {
    try (InputStream in =
        RecordedTokensTest.class.getResourceAsStream("/recorded/verify-token.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  /** Of a line: the case's number, the connection, the request's payload, and the error. */
  private static RecordedCase recorded(String[] words) {
    byte[] payload = words[3].equals("-") ? new byte[0] : HexFormat.of().parseHex(words[3]);
    return new RecordedCase(
        "06-verify-token/" + words[1],
        words[2].equals("read-only") ? Identity.WEB : Identity.ROOT,
        RecordedCase.BUFFER_SIZE,
        new Request(VERIFY_TOKEN, payload),
        new Response(Integer.parseInt(words[4]), new byte[0]));
  }
}
