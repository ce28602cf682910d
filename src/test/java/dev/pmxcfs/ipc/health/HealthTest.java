package dev.pmxcfs.ipc.health;

import static dev.qbipc.AsyncAssertions.await;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.startsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.HttpPort;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.modules.TestJar;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What a server says of its health: over HTTP, in metrics, in {@code top} and in its log. */
@RunWith(VertxUnitRunner.class)
public class HealthTest {

  private static final int BLOCKS = 100;
  private static final int FOREVER = -1;
  private static final byte[] CONTENTS = new byte[50_000];
  private static final Map<String, String> NOTHING = Map.of();

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final HttpPort http = new HttpPort();

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  private Program serve(List<String> wrapper, String... options) {
    Stream<String> arguments =
        Stream.concat(
            Stream.of("serve", "--service", service, "--metrics", http.number()),
            Stream.of(options));
    return programs.startService(wrapper, service, arguments.toArray(String[]::new));
  }

  private String run(String... arguments) {
    Program.Result result = InProcess.run(arguments);
    assertEquals(result.errors().toString(), 0, result.status());
    return result.text();
  }

  private String metric(String name) {
    String prometheus = run("stats", "--prometheus", "--service", service);
    return prometheus
        .lines()
        .filter(line -> line.startsWith("pmxcfs_" + name))
        .findFirst()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .orElse("none");
  }

  private String check(String group, String name) {
    return metric("health_check_up{check=\"" + name + "\",group=\"" + group + "\"");
  }

  @Test
  public void aServerThatIsWellNamesWhatItHasChecked() {
    serve(List.of(), "--db", path("config.db").toString());
    assertEquals(NOTHING, http.faults());
    assertEquals(NOTHING, http.faultsForClients());
    String health = http.get("/health").body();
    for (String name :
        Set.of("listening", "places", "readers", "shared-memory", "descriptors", "source")) {
      assertThat(health, containsString("{\"id\":\"" + name + "\",\"status\":\"UP\"}"));
    }
    assertThat(health, containsString("{\"id\":\"writable\",\"status\":\"UP\"}"));
    assertEquals(
        "application/json", http.get("/ready").headers().firstValue("content-type").orElseThrow());
    assertEquals("1.0", metric("config_writable"));
    assertEquals("1.0", check("clients", "shared-memory"));
    assertThat(run("top", "--once", "--service", service), startsWith("@" + service + "  pid "));
  }

  @Test
  @Needs(Requirement.NAMESPACES)
  public void aServerWhoseChangesAreNotSavedIsNotWell(TestContext test) throws Exception {
    String mount = "mount -t tmpfs -o size=2m tmpfs " + folder.getRoot() + " && exec \"$@\"";
    serve(List.of("unshare", "-m", "sh", "-ec", mount, "sh"), "--db", path("config.db").toString());
    putUntilRefused(test);
    Eventually.assertBecomes("faults", Set.of("config/writable"), () -> http.faults().keySet());
    Map<String, String> faults = http.faults();
    assertThat(faults.get("config/writable"), startsWith("changes are refused since 2"));
    assertThat(
        faults.get("config/writable"),
        containsString("make room on the disk it is on, and restart"));
    assertThat(faults.get("config/writable"), containsString(path("config.db").toString()));
    assertEquals("clients can connect, and read", NOTHING, http.faultsForClients());
    assertEquals("0.0", metric("config_writable"));
    assertEquals("1.0", metric("config_write_errors_total"));
    assertEquals("0.0", check("config", "writable"));
    String first = run("top", "--once", "--service", service).lines().findFirst().orElseThrow();
    assertTrue(
        first,
        first.matches(
            "@" + service + "  READ-ONLY since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  pid .*"));
  }

  private void putUntilRefused(TestContext test) throws Exception {
    Vertx vertx = EpollVertx.start(1);
    try (var files = ServedFiles.connect(vertx, service)) {
      assertThrows(
          RefusedException.class,
          () -> {
            for (int i = 0; true; i++) {
              files.put(("f" + i).getBytes(StandardCharsets.UTF_8), CONTENTS);
            }
          });
    } finally {
      await(test, vertx.close());
    }
  }

  @Test
  public void aDirectoryThatVanishesIsOneWarningUntilItIsBack() throws Exception {
    Path directory = folder.newFolder("etc-pve").toPath();
    Program program = serve(List.of(), "--config-dir", directory.toString());
    assertEquals("a directory is not written to", "none", metric("config_writable"));
    Path away = Files.move(directory, path("away"));
    Eventually.assertBecomes("faults", Set.of("config/source"), () -> http.faults().keySet());
    assertThat(http.faults().get("config/source"), containsString(directory + " has vanished"));
    assertEquals(NOTHING, http.faultsForClients());
    assertEquals("0.0", check("config", "source"));
    Eventually.assertBecomes("warnings", 1, () -> lines(program, "config/source: " + directory));
    Files.move(away, directory);
    Eventually.assertBecomes("faults", NOTHING, http::faults);
    Eventually.assertBecomes("news", 1, () -> lines(program, "config/source is healthy again"));
    assertEquals(1, lines(program, "config/source: " + directory));
  }

  private static int lines(Program program, String what) {
    return (int) program.errorLines().stream().filter(line -> line.contains(what)).count();
  }

  @Test
  public void aReaderThatIsStuckKeepsClientsOutAndNobodyElse() throws Exception {
    Path modules = folder.newFolder("modules").toPath();
    TestJar.of("Blocks", "1").write(modules.resolve("blocks.jar"));
    serve(
        List.of(),
        "--db",
        path("config.db").toString(),
        "--modules",
        modules.toString(),
        "--readers",
        "1");
    Path release = path("release");
    String reader = "qb-reader-" + service + "-0 has not looked for requests for 2 s";
    try (var client = LibqbClient.connect(service)) {
      client.send(BLOCKS, release.toString().getBytes(StandardCharsets.UTF_8));
      Eventually.assertBecomes("faults", Map.of("clients/readers", reader), http::faultsForClients);
      Eventually.assertBecomes("faults", Map.of("clients/readers", reader), http::faults);
      assertThat(
          http.get("/metrics").body(),
          containsString("pmxcfs_health_check_up{check=\"readers\",group=\"clients\",service=\""));
      assertEquals("0.0", check("clients", "readers"));
      assertThat(
          run("top", "--once", "--service", service), containsString("clients/readers: " + reader));
      Files.createFile(release);
      assertEquals(0, client.receive(FOREVER).error());
    }
    Eventually.assertBecomes("faults", NOTHING, http::faultsForClients);
  }

  @Test
  public void withoutDescriptorsForAClientItIsNotReady() throws Exception {
    Program program = serve(List.of(), "--db", path("config.db").toString());
    assertEquals(NOTHING, http.faultsForClients());
    var faults = new AtomicReference<>(NOTHING);
    Eventually.assertBecomes(
        "faults",
        Set.of("clients/descriptors"),
        () -> {
          // anew, since some may have been open for a moment only
          limitDescriptors(program, descriptors(program) + 6);
          faults.set(http.faultsForClients());
          return faults.get().keySet();
        });
    assertThat(
        faults.get().get("clients/descriptors"),
        containsString(" descriptors are open, and a client needs 8"));
    limitDescriptors(program, descriptors(program) + 100);
    Eventually.assertBecomes("faults", NOTHING, http::faultsForClients);
  }

  private static int descriptors(Program program) {
    return Path.of("/proc", Long.toString(program.pid()), "fd").toFile().list().length;
  }

  private static void limitDescriptors(Program program, int most) {
    var command = List.of("prlimit", "--pid", "" + program.pid(), "--nofile=" + most + ":");
    try {
      assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
