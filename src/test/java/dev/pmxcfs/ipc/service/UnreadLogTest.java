package dev.pmxcfs.ipc.service;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.SteadyClient;
import dev.pmxcfs.ipc.harness.UnreadPipe;
import dev.qbipc.QbException;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A standard error that nobody reads, such as that of a log collector that hangs: nobody waits for
 * it, and what it misses is counted. The C server logs by syslog(3) from its only thread, and waits
 * for a journal that does not read.
 */
public class UnreadLogTest {

  private static final int NOT_RUNNING = 3;

  private static final Identity NOBODY = new Identity(65534, 65534);
  private static final int MESSAGE_SIZE = 12328;
  private static final int GET_FS_VERSION = 1;
  private static final int REFUSALS = 1000;
  private static final int VIOLATIONS = 50;

  /** Each has two lines at the level debug, and about four thousand wait at most. */
  private static final int CONNECTIONS = 3000;

  private static final Pattern MISSING = Pattern.compile("(\\d+) lines are missing here");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private UnreadPipe pipe;
  private Program server;

  @Before
  public void serve() throws Exception {
    pipe = new UnreadPipe(folder.newFolder().toPath());
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    server =
        programs.startService(
            pipe.asStandardError(), service, "serve", "--service", service, "--db", database);
  }

  @After
  public void closePipe() throws Exception {
    pipe.close();
  }

  private Program.Result succeed(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--service", service));
    Program.Result result = InProcess.run(all.toArray(String[]::new));
    assertEquals(result.errors().toString(), 0, result.status());
    return result;
  }

  private JsonObject stats() {
    return new JsonObject(succeed("stats").text());
  }

  private long count(String protection) {
    return stats().getJsonObject("protection").getLong(protection);
  }

  /** More lines than are kept for a log that is not read. */
  private void fillTheLog() {
    succeed("log", "debug");
    for (int i = 0; i < CONNECTIONS; i++) {
      LibqbClient.connect(service).close();
    }
    assertTrue("no line was dropped", dropped() > 0);
    succeed("log", "info");
  }

  private long dropped() {
    return stats().getLong("droppedLogLines");
  }

  private void beRefused() throws Exception {
    NOBODY.run(
        () -> {
          for (int i = 0; i < REFUSALS; i++) {
            var refused = assertThrows(QbException.class, () -> LibqbClient.connect(service));
            assertEquals(Errno.EPERM, refused.errno());
          }
          return null;
        });
  }

  private void breakRings() throws Exception {
    Identity.WEB.run(
        () -> {
          for (int i = 0; i < VIOLATIONS; i++) {
            try (var client = RawClient.open(service, MESSAGE_SIZE)) {
              client.sendOfSize(Integer.MIN_VALUE, GET_FS_VERSION);
              client.awaitEnd();
            }
          }
          return null;
        });
  }

  @Test
  @Needs(Requirement.ROOT)
  public void neitherClientsNorCommandsNorTheEndWaitForIt() throws Exception {
    try (var honest = new SteadyClient(service)) {
      beRefused();
      breakRings();
      fillTheLog();
      assertEquals(REFUSALS, count("refusedByPolicy"));
      assertEquals(VIOLATIONS, count("protocolViolations"));
      honest.assertServed();
      try (var late = new SteadyClient(service)) {
        late.assertServed();
      }
      succeed("config", "mkdir", "nodes");
      assertEquals("nodes/\n", succeed("config", "ls").text());
      succeed("modules", "list");
    }
    server.terminate();
    assertEquals(0, server.awaitEnd(Program.PATIENCE).status());
  }

  @Test
  public void aReaderThatComesBackLearnsHowMuchItMissed() throws Exception {
    fillTheLog();
    long dropped = dropped();
    pipe.beginToRead();
    Eventually.assertBecomes("counted in the log", dropped, this::told);
    assertEquals("no other line is lost", dropped, dropped());
    server.terminate();
    assertEquals(0, server.awaitEnd(Program.PATIENCE).status());
    Eventually.assertBecomes("lines of the end", 1, () -> lines("has ended in order").size());
    List<String> all = pipe.lines();
    assertThat("the last", all.get(all.size() - 1), containsString("has ended in order"));
    assertEquals("lines of the start", 1, lines(" serves @").size());
  }

  @Test
  public void theNumberIsAMetric() {
    fillTheLog();
    assertThat(
        succeed("stats", "--prometheus").text(),
        containsString(
            "pmxcfs_stderr_lines_dropped_total{service=\"" + service + "\"} " + dropped()));
  }

  @Test
  public void aCommandThatFailsEndsAllTheSame() {
    try (var command =
        Program.startWithin(
            pipe.asStandardError(), "config", "ls", "--service", Program.newService())) {
      assertEquals(NOT_RUNNING, command.awaitEnd(Program.PATIENCE).status());
    }
  }

  private List<String> lines(String what) {
    return pipe.lines().stream().filter(line -> line.contains(what)).toList();
  }

  private long told() {
    return pipe.lines().stream()
        .map(MISSING::matcher)
        .filter(Matcher::find)
        .mapToLong(line -> Long.parseLong(line.group(1)))
        .sum();
  }
}
