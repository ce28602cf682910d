package dev.pmxcfs.ipc.cli.config;

import static dev.qbipc.AsyncAssertions.onThread;
import static org.hamcrest.CoreMatchers.anyOf;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.is;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The command {@code config} on a running server, and what libqb's clients see of it. */
@RunWith(VertxUnitRunner.class)
public class ConfigOnServerTest {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_CLUSTER_INFO = 2;
  private static final int GET_GUEST_LIST = 3;
  private static final int SET_STATUS = 4;
  private static final int GET_CONFIG = 6;
  private static final int GET_CLUSTER_LOG = 8;
  private static final int GET_RRD_DUMP = 10;

  private static final int MIB = 1024 * 1024;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private Program server;

  @Before
  public void serve() {
    server = programs.startService(service, "serve", "--service", service, "--db", database());
  }

  @Test
  public void whatIsPutIsSeenByClientsAtOnce() throws IOException {
    try (var client = LibqbClient.connect(service, MIB)) {
      assertEquals(-Errno.ENOENT, getConfig(client, "storage.cfg").error());
      int before = counter(client, "storage.cfg");
      put("storage.cfg", "dir: local");
      assertArrayEquals(bytes("dir: local"), getConfig(client, "storage.cfg").payload());
      assertEquals("create and write", before + 2, counter(client, "storage.cfg"));
    }
  }

  @Test
  public void aGuestThatIsPutMovesTheGuestList() throws IOException {
    for (String directory : List.of("nodes", "nodes/a", "nodes/a/lxc")) {
      done("mkdir", directory);
    }
    try (var client = LibqbClient.connect(service, MIB)) {
      int before = counter(client, "vmlist");
      put("nodes/a/lxc/101.conf", "hostname: ct");
      assertEquals("create and write", before + 2, counter(client, "vmlist"));
      assertThat(text(client, GET_GUEST_LIST), containsString("\"101\": { \"node\": \"a\""));
    }
  }

  @Test
  public void allCommandsReachTheServer() throws IOException {
    done("mkdir", "d");
    put("a", "text");
    assertEquals("a\nd/\n", done("ls"));
    assertEquals("text", done("cat", "a"));
    done("mv", "a", "d/b");
    assertEquals("b\n", done("ls", "d"));
    done("rm", "d/b");
    done("rm", "d");
    assertEquals("", done("ls"));
  }

  @Test
  public void rulesOfTheTreeAreErrorsByName() throws IOException {
    done("mkdir", "d");
    put("f", "x");
    Path large = Files.write(path("large"), new byte[MIB + 1]);
    fails("/f: would be larger than 1048576 bytes (EFBIG)", "put", "f", large.toString());
    fails("/d: is a directory (ENOTDIR)", "put", "d", "--empty");
    fails("/d: exists already (EEXIST)", "mkdir", "d");
    fails("(EACCES)", "rm", "/");
    fails("/none: does not exist (ENOENT)", "cat", "none");
    fails("(EISDIR)", "cat", "d");
    fails("(ENOTDIR)", "ls", "f");
  }

  @Test
  public void directoriesAreMadeWithThoseAboveThem() throws IOException {
    done("mkdir", "-p", "/nodes//a/lxc/");
    done("mkdir", "-p", "nodes/a/lxc");
    done("put", "-p", "nodes/b/priv/key", Files.writeString(path("input"), "k").toString());
    done("put", "--parents", "top", path("input").toString());
    assertEquals("a/\nb/\n", done("ls", "nodes"));
    assertEquals("k", done("cat", "nodes/b/priv/key"));
    fails("/top: ", "mkdir", "-p", "top/below");
    fails("(ENOTDIR)", "mkdir", "-p", "top");
    fails("/nodes/c", "mkdir", "nodes/c/lxc");
  }

  @Test
  public void whatTheServerMakesUpHasTheTextOfTheMount() {
    try (var client = LibqbClient.connect(service, MIB)) {
      assertEquals(text(client, GET_CLUSTER_INFO), done("cat", ".members"));
      assertEquals(text(client, GET_GUEST_LIST), done("cat", "/.vmlist"));
      assertEquals(text(client, GET_FS_VERSION), done("cat", "//.version"));
      byte[] all = new byte[17];
      all[0] = 50;
      assertEquals(
          new String(client.call(GET_CLUSTER_LOG, all).payload(), StandardCharsets.UTF_8),
          done("cat", ".clusterlog"));
      byte[] measured = new byte[256 + 8];
      System.arraycopy(bytes("rrd/pve2-node/x"), 0, measured, 0, 15);
      System.arraycopy(bytes("1234:5"), 0, measured, 256, 6);
      assertEquals(0, client.call(SET_STATUS, measured).error());
      String dump = text(client, GET_RRD_DUMP);
      assertEquals(dump, done("cat", ".rrd") + "\0");
      assertThat(dump, containsString("1234:5"));
    }
    assertEquals("0\n", done("cat", ".debug"));
  }

  @Test
  public void theLargestFileGoesThereAndBack() throws IOException {
    byte[] largest = new byte[MIB];
    new Random(1).nextBytes(largest);
    Path file = Files.write(path("largest"), largest);
    done("put", "f", file.toString());
    assertArrayEquals(largest, config("cat", "f").output());
  }

  @Test
  public void aDirectoryOfManyNamesIsListed() throws IOException {
    Path source = folder.newFolder("source").toPath();
    var expected = new StringBuilder();
    String suffix = "x".repeat(240);
    for (int i = 1000; i < 4000; i++) {
      Files.createFile(source.resolve(i + suffix));
      expected.append(i).append(suffix).append('\n');
    }
    done("import", source.toString());
    assertEquals(expected.toString(), done("ls"));
  }

  @Test
  public void importOfFiveHundredFilesIsOneChangeForClients(TestContext test) throws IOException {
    Path source = fiveHundredFiles();
    for (int vmid = 100; vmid < 600; vmid++) {
      Path guests = Files.createDirectories(source.resolve("nodes/n" + vmid % 7 + "/lxc"));
      Files.writeString(guests.resolve(vmid + ".conf"), "hostname: ct");
    }
    Set<Integer> seen = new TreeSet<>();
    Async imported = onThread(test, () -> done("import", source.toString()));
    try (var client = LibqbClient.connect(service, MIB)) {
      while (!imported.isCompleted()) {
        seen.add(guests(client));
      }
      seen.add(guests(client));
    }
    imported.awaitSuccess();
    assertThat("none or all", seen, anyOf(is(Set.of(0, 500)), is(Set.of(500))));
    Path target = path("target");
    done("export", target.toString());
    assertEquals(contents(source), contents(target));
  }

  @Test
  public void aRefusedImportBringsInNothing() throws IOException {
    Path source = fiveHundredFiles();
    for (String node : new String[] {"y", "z"}) {
      Path guests = Files.createDirectories(source.resolve("nodes/" + node + "/lxc"));
      Files.writeString(guests.resolve("100.conf"), "hostname: " + node);
    }
    String refusal = "VMID 100 is configured in nodes/y/lxc/100.conf (EEXIST)";
    fails(refusal, "import", source.toString());
    fails(refusal, "import", "--dry-run", source.toString());
    assertEquals("", done("ls"));
  }

  @Test
  public void aDryRunPrintsWhatWouldChangeAndChangesNothing() throws IOException {
    Path source = fiveHundredFiles();
    done("put", "other", Files.writeString(path("other"), "x").toString());
    String lines = done("import", "--dry-run", "--delete", source.toString());
    assertEquals("other\n", done("ls"));
    done("import", "--delete", source.toString());
    Path target = path("target");
    done("export", target.toString());
    assertEquals(contents(source), contents(target));
    assertThat(lines, containsString("delete other\n"));
    assertEquals(1, lines.lines().filter(line -> line.startsWith("delete ")).count());
    assertTrue(lines.lines().filter(line -> line.startsWith("create ")).count() >= 500);
    assertEquals("", done("import", "--dry-run", "--delete", source.toString()));
  }

  @Test
  public void aServerThatIsNotThereIsNamed() {
    String none = Program.newService();
    Program.Result result = InProcess.run("config", "ls", "--service", none);
    isOneLine(
        "no server " + none + " is running here; start it with: pmxcfs-ipc serve --service " + none,
        result);
  }

  @Test
  public void aDatabaseThatAServerHasIsReadAndNotChanged() {
    done("mkdir", "kept");
    for (String[] command :
        new String[][] {{"rm", "kept"}, {"mkdir", "d"}, {"put", "f", "--empty"}}) {
      String[] arguments =
          Stream.concat(Stream.of("config"), Stream.of(command)).toArray(String[]::new);
      Program.Result result = InProcess.run(with(arguments, "--db", database()));
      isOneLine("in use by process " + server.pid(), result);
    }
    assertEquals("kept/\n", done("ls"));
    Program.Result read = InProcess.run("config", "ls", "--db", database());
    assertEquals(read.errors().toString(), "kept/\n", read.text());
  }

  @Test
  public void theProgramItselfReadsStandardInput() {
    try (Program put = Program.start("config", "put", "a", "--service", service)) {
      put.input(bytes("typed"));
      assertEquals(0, put.awaitEnd(Program.PATIENCE).status());
    }
    assertEquals("typed", done("cat", "a"));
  }

  private static int guests(LibqbClient client) {
    return (int)
        Pattern.compile("\"node\"").matcher(text(client, GET_GUEST_LIST)).results().count();
  }

  private Path fiveHundredFiles() throws IOException {
    Path source = folder.newFolder("source").toPath();
    var random = new Random(1);
    for (int i = 0; i < 500; i++) {
      Path directory = Files.createDirectories(source.resolve("d" + i % 20));
      byte[] data = new byte[random.nextInt(16 * 1024)];
      random.nextBytes(data);
      Files.write(directory.resolve("f" + i), data);
    }
    return source;
  }

  /** Names and contents of all files. */
  private static List<String> contents(Path root) throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.sorted().toList()) {
        contents.add(root.relativize(file).toString());
        if (Files.isRegularFile(file)) {
          contents.add(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return contents;
  }

  private static LibqbMessage getConfig(LibqbClient client, String path) {
    return client.call(GET_CONFIG, bytes(path + "\0"));
  }

  private static int counter(LibqbClient client, String name) {
    String versions = text(client, GET_FS_VERSION);
    Matcher matcher = Pattern.compile("\"" + name + "\": (\\d+)").matcher(versions);
    if (!matcher.find()) {
      throw new AssertionError("no " + name + " in " + versions);
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static String text(LibqbClient client, int id) {
    return new String(client.call(id, new byte[0]).payload(), StandardCharsets.UTF_8);
  }

  private void put(String path, String text) throws IOException {
    done("put", path, Files.writeString(path("input"), text).toString());
  }

  private String done(String... arguments) {
    Program.Result result = config(arguments);
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals(List.of(), result.errors());
    return result.text();
  }

  private void fails(String what, String... arguments) {
    isOneLine(what, config(arguments));
  }

  private static void isOneLine(String what, Program.Result result) {
    String errors = String.join("\n", result.errors());
    assertEquals(errors, ExpectedStatus.of(result), result.status());
    assertEquals(errors, 1, result.errors().size());
    assertThat(errors, containsString(what));
    assertEquals("", result.text());
  }

  private Program.Result config(String... arguments) {
    String[] command =
        Stream.concat(Stream.of("config"), Stream.of(arguments)).toArray(String[]::new);
    return InProcess.run(with(command, "--service", service));
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String database() {
    return path("config.db").toString();
  }

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }
}
