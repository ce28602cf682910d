package dev.pmxcfs.ipc.cli.status;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.health.HealthCheck;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The command {@code status}. */
public class StatusTest {

  private static final int UNWELL = 8;
  private static final int BLOCKS = 100;

  /** A screen of the size that terminals have had for long. */
  private static final int SCREEN = 24;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final ConfigCommands config = ConfigCommands.onService(service);

  private Program serve(String... source) {
    return programs.startService(
        service, "serve", "--service", service, source[0], source[1], "--node", "here");
  }

  private Program.Result status(String... options) {
    String[] arguments = new String[3 + options.length];
    arguments[0] = "status";
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[1 + options.length] = "--service";
    arguments[2 + options.length] = service;
    return InProcess.run(arguments);
  }

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  private static void has(String text, String line) {
    assertTrue(line + " in\n" + text, text.lines().anyMatch(one -> one.matches(line)));
  }

  @Test
  public void aServerThatIsWellIsToldOfOnOneScreen() {
    Program server = serve("--db", path("config.db").toString());
    config.done("mkdir", "-p", "nodes/here/lxc");
    config.done("mkdir", "-p", "priv/lock/storage-local");
    config.put("nodes/here/lxc/101.conf", "hostname: ct");
    Program.Result result = status();
    String text = result.text();
    assertEquals(result.errors() + text, 0, result.status());
    assertEquals(List.of(), result.errors());
    assertTrue(text, text.lines().count() < SCREEN);
    has(text, "service  " + service + ", process " + server.pid() + ", since 2.* \\(.* s\\)");
    has(text, "program  pmxcfs-ipc .*, Java .*, Vert.x .*");
    has(text, "modules  operations-cluster .*, operations-config .*, operations-log .*");
    has(text, "source   " + path("config.db") + ", .*iB, changes are saved \\(\\d+ so far\\)");
    has(text, "files    1 file of 12 bytes, 1 guest, version \\d+");
    has(text, "locks    1 lock");
    has(text, "         storage-local by here, renewed \\d+ s ago");
    has(text, "clients  0 connected, 0 requests answered, 0 errors among them, 0 in flight");
    has(text, "log      \\d+ messages?");
    has(text, "status   nothing is published");
    has(text, "rrd      0 measurements wait");
    has(text, "memory   .* of .* shared memory free, \\d+ of \\d+ descriptors open");
    has(text, "mount    none");
    has(text, "cluster  none; this node is by itself");
    assertFalse("nothing of the tree's contents", text.contains("hostname"));
  }

  @Test
  public void forScriptsItIsJson() {
    serve("--db", path("config.db").toString());
    Program.Result result = status("--json");
    assertEquals(0, result.status());
    var json = new JsonObject(result.text());
    assertTrue(json.getBoolean("well"));
    assertEquals(0, json.getJsonArray("faults").size());
    assertEquals(service, json.getString("service"));
    assertTrue(json.getJsonObject("state").getJsonObject("source").getLong("bytes") > 0);
    assertFalse(json.containsKey("connections"));
  }

  @Test
  public void whatIsWrongComesFirstAndWithWhatToDo() throws IOException {
    Path served = Files.createDirectory(path("served"));
    Files.writeString(served.resolve("user.cfg"), "x");
    serve("--config-dir", served.toString());
    has(status().text(), "source   " + served + ", a directory, served for reading alone");
    Files.move(served, path("elsewhere"));
    Program.Result result = status();
    assertEquals(UNWELL, result.status());
    assertEquals(1, result.errors().size());
    assertThat(result.errors().get(0), containsString(service + " has 1 fault: "));
    List<String> lines = result.text().lines().toList();
    assertTrue(lines.get(0), lines.get(0).matches("WRONG    .*has vanished.* \\(config/source\\)"));
    assertThat(lines.get(1), containsString("  do     put it back in its place, or start"));
    JsonObject json = new JsonObject(status("--json").text());
    assertFalse(json.getBoolean("well"));
    assertEquals("config/source", json.getJsonArray("faults").getJsonObject(0).getString("check"));
    assertThat(
        json.getJsonArray("faults").getJsonObject(0).getString("remedy"),
        containsString("put it back"));
  }

  @Test
  @Needs(Requirement.ROOT)
  public void aDiskThatIsFullIsSaid() throws IOException {
    Path small = Files.createDirectory(path("small"));
    programs.startService(
        List.of(
            "unshare",
            "-m",
            "sh",
            "-ec",
            "mount -t tmpfs -o nr_blocks=" + BLOCKS + " tmpfs " + small + " && exec \"$@\"",
            "sh"),
        service,
        "serve",
        "--service",
        service,
        "--db",
        small.resolve("config.db").toString());
    Path large = Files.write(path("large"), new byte[200_000]);
    int tries = 0;
    while (config.run("put", "file-" + tries, large.toString()).status() == 0) {
      tries++;
    }
    Program.Result result = status();
    assertEquals(UNWELL, result.status());
    assertThat(
        result.text().lines().findFirst().orElseThrow(), containsString("(config/writable)"));
    has(result.text(), "source   .*READ-ONLY: changes are refused");
  }

  @Test
  public void theWorstComesFirst() {
    List<ServerFault> faults =
        ServerFault.of(
            List.of(
                new HealthCheck("other", "new", Optional.of("d")),
                new HealthCheck("clients", "places", Optional.of("c")),
                new HealthCheck("clients", "listening", Optional.empty()),
                new HealthCheck("config", "writable", Optional.of("b")),
                new HealthCheck("clients", "readers", Optional.of("a"))));
    assertEquals(List.of("a", "b", "c", "d"), faults.stream().map(ServerFault::reason).toList());
    assertTrue(faults.get(1).remedy().isPresent());
    assertEquals(Optional.empty(), faults.get(3).remedy());
  }

  @Test
  public void numbersAreInWords() {
    assertEquals("1 file", Words.count(1, "files"));
    assertEquals("0 files", Words.count(0, "files"));
    assertEquals("1023 bytes", Words.bytes(1023));
    assertEquals("1.5 KiB", Words.bytes(1536));
    assertEquals("2.0 GiB", Words.bytes(2L << 30));
    assertEquals("59 s", Words.duration(59));
    assertEquals("1 min 1 s", Words.duration(61));
    assertEquals("2 h 6 min", Words.duration(2 * 3600 + 6 * 60 + 59));
    assertEquals("1 day 0 h", Words.duration(86_400));
    assertEquals("3 days 4 h", Words.duration(3 * 86_400 + 4 * 3600));
  }
}
