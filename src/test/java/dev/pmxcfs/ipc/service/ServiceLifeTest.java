package dev.pmxcfs.ipc.service;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.QbException;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A service process from its ready line to its end by a signal. */
public class ServiceLifeTest {

  /** How soon a service has to be gone after a signal. */
  private static final Duration END = Patience.LIMIT;

  private static final int GET_CLUSTER_INFO = 2;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Test
  public void echoAnswersEveryIdWithThePayload() {
    byte[] payload = "as it came".getBytes(StandardCharsets.UTF_8);
    echo();
    try (var client = LibqbClient.connect(service)) {
      for (int id : new int[] {0, 1, 42, Integer.MAX_VALUE}) {
        LibqbMessage response = client.call(id, payload);
        assertEquals(id, response.id());
        assertEquals(0, response.error());
        assertArrayEquals(payload, response.payload());
      }
      assertEquals(0, client.call(1, new byte[0]).payload().length);
    }
  }

  @Test
  public void sigtermEndsEchoWithStatus0AndLeavesNothing() throws IOException {
    Program program = echo();
    endsInOrder(program, Program::terminate);
  }

  @Test
  public void sigtermEndsServeWithStatus0AndLeavesNothing() throws IOException {
    Program program = serve();
    endsInOrder(program, Program::terminate);
  }

  @Test
  public void sigintEndsServeWithStatus0AndLeavesNothing() throws IOException {
    Program program = serve();
    endsInOrder(program, Program::interrupt);
  }

  /** Ends a service that has two clients, of which one has an unread response. */
  private void endsInOrder(Program program, Consumer<Program> signal) throws IOException {
    try (var busy = LibqbClient.connect(service);
        var idle = LibqbClient.connect(service)) {
      busy.call(GET_CLUSTER_INFO, new byte[0]);
      busy.send(GET_CLUSTER_INFO);
      assertTrue(idle.isConnected());
      assertFalse("no rings to clean up", sharedMemory(program).isEmpty());
      signal.accept(program);
      Program.Result end = program.awaitEnd(END);
      assertEquals(end.errors().toString(), 0, end.status());
      assertEquals("more than the ready line", "", end.text());
      assertEquals(List.of(), sharedMemory(program));
      assertEquals(List.of(), program.temporaryFiles());
    }
    QbException refused = assertThrows(QbException.class, () -> LibqbClient.connect(service));
    assertEquals(Errno.ECONNREFUSED, refused.errno());
  }

  /** The directories that the program has in shared memory (libqb: {@code qb-SERVER-CLIENT-FD}). */
  private static List<Path> sharedMemory(Program program) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/dev/shm"))) {
      String own = "qb-" + program.pid() + "-";
      return all.filter(path -> path.getFileName().toString().startsWith(own)).toList();
    }
  }

  @Test
  public void aServiceThatEndedCanStartAgainOnItsDatabase() {
    for (int i = 0; i < 2; i++) {
      Program program = serve();
      program.terminate();
      assertEquals(0, program.awaitEnd(END).status());
    }
  }

  @Test
  public void theNodesNameIsAnOption() {
    serve("--node", "other");
    assertNodeName("other");
  }

  @Test
  @Needs(Requirement.NAMESPACES)
  public void theNodeIsNamedAfterTheHostUpToTheFirstDot() {
    String named = "hostname node7.example.org && exec \"$@\"";
    programs.startService(
        List.of("unshare", "--uts", "sh", "-ec", named, "sh"),
        service,
        "serve",
        "--service",
        service,
        "--db",
        database().toString());
    assertNodeName("node7");
  }

  private void assertNodeName(String name) {
    try (var client = LibqbClient.connect(service)) {
      assertThat(clusterInfo(client), containsString("\"nodename\": \"" + name + "\""));
    }
  }

  private static String clusterInfo(LibqbClient client) {
    return new String(client.call(GET_CLUSTER_INFO, new byte[0]).payload(), StandardCharsets.UTF_8);
  }

  @Test
  public void serveCreatesADatabaseForItsOwnerAlone() throws IOException {
    serve();
    Path database = database();
    assertTrue(Files.size(database) > 0);
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(database)));
  }

  @Test
  public void readersAndEventLoopsAreOptions() {
    Program program =
        programs.startService(
            service, "echo", "--service", service, "--readers", "3", "--event-loops", "2");
    Eventually.assertBecomes("readers", 3, () -> program.threads("qb-reader-").size());
    Eventually.assertBecomes("event loops", 2, () -> program.threads("vert.x-eventloo").size());
  }

  /** While they are busy, so this keeps them that. */
  @Test
  public void theNiceValueOfReadersIsAnOption() {
    int nice = 7;
    Program program =
        programs.startService(
            service, "echo", "--service", service, "--readers", "1", "--reader-nice", "" + nice);
    int ordinary = program.nice(program.pid());
    // a thread has its name once it has run
    Eventually.assertBecomes("readers", 1, () -> program.threads("qb-reader-").size());
    long reader = program.threads("qb-reader-").get(0);
    long end = System.nanoTime() + Program.PATIENCE.toNanos();
    try (var client = LibqbClient.connect(service)) {
      while (program.nice(reader) != Math.min(ordinary + nice, 19)) {
        assertTrue("nice is " + program.nice(reader), System.nanoTime() < end);
        client.call(1, new byte[0]);
      }
    }
  }

  private Program echo() {
    return programs.startService(service, "echo", "--service", service);
  }

  private Program serve(String... more) {
    String[] arguments = {"serve", "--service", service, "--db", database().toString()};
    return programs.startService(
        service, Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
  }

  private Path database() {
    return folder.getRoot().toPath().resolve("config.db");
  }
}
