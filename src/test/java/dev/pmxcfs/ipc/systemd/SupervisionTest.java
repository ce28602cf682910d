package dev.pmxcfs.ipc.systemd;

import static dev.qbipc.AsyncAssertions.onThread;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.startsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.NotifySocketStandIn;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.testing.Patience;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What systemd is told of a service, at a socket that this test has in its place. */
@RunWith(VertxUnitRunner.class)
public class SupervisionTest {

  private static final String READY = "READY=1\n";
  private static final String STATUS = "STATUS=";
  private static final String ALIVE = "WATCHDOG=1";
  private static final String STOPPING = "STOPPING=1\nSTATUS=ending";
  private static final String WATCHDOG = "WATCHDOG_USEC=1000000";

  private static final String NOT_FED = "systemd's watchdog is not fed";

  /** Questions without an answer, of which three go into the watchdog's time. */
  private static final int MISSED = 4;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  private Program start(String socket, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--service", service));
    return programs.startService(
        List.of("env", "NOTIFY_SOCKET=" + socket, WATCHDOG), service, all.toArray(String[]::new));
  }

  private String socketPath() {
    return folder.getRoot().toPath().resolve("notify").toString();
  }

  private Path database() {
    return folder.getRoot().toPath().resolve("config.db");
  }

  @Test
  public void aServerTellsThatItIsReadyLivesAndEndsAtAPath() throws Exception {
    itTellsItsLife(socketPath());
  }

  @Test
  public void aServerTellsThatItIsReadyLivesAndEndsAtAnAbstractName() throws Exception {
    itTellsItsLife("@" + service + "-notify");
  }

  private void itTellsItsLife(String socket) throws Exception {
    try (var systemd = new NotifySocketStandIn(socket)) {
      Program program = start(socket, "serve", "--db", database().toString());
      assertEquals(
          READY + STATUS + "serving " + service + ": 0 files, no cluster, 0 clients",
          systemd.next());
      assertEquals(ALIVE, systemd.next());
      assertEquals(ALIVE, systemd.next());
      try (var client = LibqbClient.connect(service)) {
        assertTrue(client.isConnected());
        assertEquals(
            STATUS + "serving " + service + ": 0 files, no cluster, 1 client",
            systemd.nextButFor(ALIVE));
      }
      program.terminate();
      String last = systemd.nextButFor(ALIVE);
      assertEquals(STOPPING, last.startsWith(STATUS) ? systemd.nextButFor(ALIVE) : last);
      assertEquals(0, program.awaitEnd(Program.PATIENCE).status());
      assertEquals("nothing is told by one that ends", 0, systemd.waiting());
    }
  }

  @Test
  public void aReaderThatHangsStarvesTheWatchdog() throws Exception {
    String socket = socketPath();
    try (var systemd = new NotifySocketStandIn(socket)) {
      String busy = Long.toString(TimeUnit.HOURS.toMicros(1));
      Program program = start(socket, "echo", "--busy", busy, "--log-level", "debug");
      assertThat(systemd.next(), startsWith(READY));
      assertEquals(ALIVE, systemd.next());
      try (var client = LibqbClient.connect(service)) {
        client.send(1);
        program.awaitErrorLine("no sign of life from ");
        itIsNotFed(program, systemd);
      }
      program.kill();
    }
  }

  @Test
  public void aReplicaThatHangsStarvesTheWatchdogUntilItGoesOn(TestContext test) throws Exception {
    String socket = socketPath();
    try (var systemd = new NotifySocketStandIn(socket)) {
      Program program =
          start(socket, "serve", "--db", database().toString(), "--log-level", "debug");
      assertThat(systemd.next(), startsWith(READY));
      assertEquals(ALIVE, systemd.next());
      Async put;
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database());
          Statement lock = other.createStatement()) {
        lock.execute("BEGIN IMMEDIATE");
        put = onThread(test, () -> InProcess.run("x".getBytes(US_ASCII), putting()));
        program.awaitErrorLine("no sign of life from the thread that makes changes");
        itIsNotFed(program, systemd);
        lock.execute("ROLLBACK");
      }
      assertEquals(ALIVE, systemd.nextButFor(STATUS));
      program.awaitErrorLine("sign of life again from the thread that makes changes");
      put.awaitSuccess(Program.PATIENCE.toMillis());
    }
  }

  private String[] putting() {
    return new String[] {"config", "put", "--service", service, "storage.cfg"};
  }

  /** As often as it is asked in the time after which systemd gives up, and once more. */
  private static void itIsNotFed(Program program, NotifySocketStandIn systemd) throws Exception {
    systemd.forget();
    long before = missed(program);
    Eventually.assertBecomes("it is asked", true, () -> missed(program) >= before + MISSED);
    for (int waiting = systemd.waiting(); waiting > 0; waiting--) {
      assertThat(systemd.next(), startsWith(STATUS));
    }
  }

  private static long missed(Program program) {
    return program.errorLines().stream().filter(line -> line.contains(NOT_FED)).count();
  }

  @Test
  public void whatMakesNoSenseIsToldAndTheServiceServes() throws Exception {
    Program program = start("notify", "serve", "--db", database().toString());
    assertThat(
        program.awaitErrorLine("NOTIFY_SOCKET"),
        containsString("systemd is told nothing: NOTIFY_SOCKET is 'notify', which is"));
    program.terminate();
    assertEquals(0, program.awaitEnd(Program.PATIENCE).status());
  }

  @Test
  public void aSocketThatNobodyHasIsALineAndTheServiceServes() throws Exception {
    Program program = start(socketPath(), "serve", "--db", database().toString());
    program.awaitErrorLine("systemd cannot be told how the service is, at " + socketPath());
    program.terminate();
    Program.Result result = program.awaitEnd(Program.PATIENCE);
    assertEquals(0, result.status());
    assertTrue(
        result.errors().toString(),
        1 == result.errors().stream().filter(line -> line.contains("cannot be told")).count());
  }
}
