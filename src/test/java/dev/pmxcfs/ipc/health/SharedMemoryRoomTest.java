package dev.pmxcfs.ipc.health;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.startsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.HeldClients;
import dev.pmxcfs.ipc.harness.HttpPort;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.Surroundings;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Where shared memory is small, full or none: a server says so and what to do, is ready when a
 * client can connect and not before, and is looked after all the same.
 */
@Needs({Requirement.ROOT, Requirement.NAMESPACES})
public class SharedMemoryRoomTest {

  private static final Map<String, String> NOTHING = Map.of();

  /** What a container has. */
  private static final int SMALL_KIBIBYTES = 64 * 1024;

  /** Room for the smallest rings, and not for those that move files fast. */
  private static final int LEFT_KIBIBYTES = 512;

  private static final String DEVICES =
      "mount -t tmpfs tmpfs /mnt"
          + " && cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /mnt"
          + " && mount --bind /mnt /dev";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final HttpPort http = new HttpPort();

  private String[] serve() {
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    return new String[] {
      "serve", "--service", service, "--db", database, "--metrics", http.number()
    };
  }

  private static List<String> withMounts(String preparation) {
    return List.of("unshare", "-m", "sh", "-ec", preparation + " && exec \"$@\"", "sh");
  }

  private static List<String> within(Program server) {
    return List.of("nsenter", "-m", "-t", Long.toString(server.pid()));
  }

  /** Runs the program where the server runs. */
  private static Program.Result run(Program server, String... arguments) {
    try (Program program = Program.startWithin(within(server), arguments)) {
      return program.awaitEnd(Patience.LIMIT);
    }
  }

  private String runs(Program server, String... arguments) {
    Program.Result result = run(server, arguments);
    assertEquals(List.of(arguments) + ": " + result.errors(), 0, result.status());
    return result.text();
  }

  private String warning(Program program, String what) {
    Eventually.assertBecomes(what, 1, () -> warnings(program, what).size());
    return warnings(program, what).get(0);
  }

  private static List<String> warnings(Program program, String what) {
    return program.errorLines().stream()
        .filter(line -> line.contains("WARN") && line.contains(what))
        .toList();
  }

  private Program serveWithoutRoom(List<String> surroundings) {
    Program server = programs.startWithin(surroundings, serve());
    warning(server, "no client can connect to @" + service + " until this is fixed: /dev/shm ");
    Eventually.assertBecomes(
        "faults", Set.of("clients/shared-memory"), () -> http.faultsForClients().keySet());
    return server;
  }

  private static void mount(Program server, String options) throws Exception {
    List<String> command = new ArrayList<>(within(server));
    command.addAll(List.of("mount", "-o", options, "/dev/shm"));
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  @Test
  public void itIsReadyAsSoonAsAClientFits() throws Exception {
    Program server = serveWithoutRoom(Surroundings.withSharedMemoryOf(2048));
    assertThat(
        warning(server, "no client"),
        containsString(
            "/dev/shm has 1.0 of 2.0 MiB free for clients, and one takes 3.0 MiB; mount -o remount"));
    assertThat(
        "a client of that size",
        String.join("\n", run(server, "call", "--service", service, "1").errors()),
        containsString("ENOSPC"));
    assertThat(
        "it can be looked at",
        runs(server, "top", "--once", "--service", service),
        containsString("clients/shared-memory: /dev/shm has "));
    mount(server, "remount,size=64m");
    server.awaitReady(service);
    Eventually.assertBecomes("faults", NOTHING, http::faultsForClients);
    assertThat(
        warning(server, "room for about"), containsString("one takes 3.0 MiB: room for about 19"));
    assertThat(runs(server, "call", "--service", service, "1"), startsWith("{"));
    assertEquals(1, warnings(server, "no client").size());
  }

  @Test
  public void aReadOnlyOneIsNone() throws Exception {
    Program server = serveWithoutRoom(withMounts("mount -t tmpfs -o ro tmpfs /dev/shm"));
    assertThat(warning(server, "no client"), containsString("/dev/shm is mounted read-only, and"));
    mount(server, "remount,rw");
    server.awaitReady(service);
    assertThat(runs(server, "call", "--service", service, "1"), startsWith("{"));
  }

  @Test
  public void withoutOneItWaitsAndEndsWhenToldTo() {
    Program server = serveWithoutRoom(withMounts(DEVICES));
    assertThat(
        warning(server, "no client"),
        containsString(
            "/dev/shm does not exist, and clients are served through it; mount -t tmpfs"));
    server.terminate();
    Program.Result result = server.awaitEnd(Patience.LIMIT);
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals("it was never ready", "", result.text());
  }

  @Test
  public void commandsWorkWhereClientsHaveTakenAll() throws Exception {
    Program server =
        programs.startService(Surroundings.withSharedMemoryOf(SMALL_KIBIBYTES), service, serve());
    Eventually.assertBecomes("faults", NOTHING, http::faults);
    Process clients = holdClients(server);
    try {
      String said = new BufferedReader(clients.inputReader()).readLine();
      assertEquals("20 clients, then errno " + Errno.ENOSPC, said);
      Eventually.assertBecomes(
          "faults", Set.of("clients/shared-memory"), () -> http.faults().keySet());
      assertCommandsWork(server);
      assertFilesMoveWhereTheSmallestRingsFitAlone(server);
    } finally {
      clients.getOutputStream().close();
      clients.waitFor();
    }
    Eventually.assertBecomes("faults", NOTHING, http::faults);
    assertThat(runs(server, "call", "--service", service, "1"), startsWith("{"));
  }

  private void assertFilesMoveWhereTheSmallestRingsFitAlone(Program server) throws Exception {
    List<String> command = new ArrayList<>(within(server));
    command.addAll(
        List.of(
            "sh",
            "-ec",
            "free=$(df --output=avail -k /dev/shm | tail -1);"
                + " fallocate -l $((free - $1))k /dev/shm/filler",
            "sh",
            Integer.toString(LEFT_KIBIBYTES)));
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    Path tree = folder.newFolder("tree").toPath();
    byte[] contents = new byte[LEFT_KIBIBYTES * 1024];
    new Random(2).nextBytes(contents);
    for (String name : List.of("a", "b")) {
      Files.write(tree.resolve(name), contents);
    }
    runs(server, "config", "import", "--delete", "--service", service, tree.toString());
    Path copy = folder.getRoot().toPath().resolve("copy");
    runs(server, "config", "export", "--service", service, copy.toString());
    for (String name : List.of("a", "b")) {
      assertArrayEquals(name, contents, Files.readAllBytes(copy.resolve(name)));
    }
    assertThat(runs(server, "stats", "--service", service), containsString("\"files\" : 2"));
  }

  private Process holdClients(Program server) throws IOException {
    List<String> command = new ArrayList<>(within(server));
    command.addAll(Program.java());
    command.addAll(List.of(HeldClients.class.getName(), service));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void assertCommandsWork(Program server) throws IOException {
    assertThat(
        runs(server, "stats", "--prometheus", "--service", service),
        containsString("pmxcfs_connections{service=\"" + service + "\"} 20.0\n"));
    String top = runs(server, "top", "--once", "--service", service);
    assertThat(top, containsString("clients/shared-memory: /dev/shm has "));
    assertThat(runs(server, "modules", "list", "--service", service), containsString("operations"));
    byte[] contents = new byte[1024 * 1024];
    new Random(1).nextBytes(contents);
    Path file = Files.write(folder.getRoot().toPath().resolve("contents"), contents);
    runs(server, "config", "put", "--service", service, "large", file.toString());
    assertEquals("large\n", runs(server, "config", "ls", "--service", service));
    Program.Result read = run(server, "config", "cat", "--service", service, "large");
    assertArrayEquals(contents, read.output());
    assertTrue(
        "a client does not fit",
        run(server, "call", "--service", service, "1").errors().toString().contains("ENOSPC"));
  }
}
