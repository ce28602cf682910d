package dev.pmxcfs.ipc.cli.config;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.DatabaseCommands;
import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.state.RecordedDatabase;
import dev.pmxcfs.state.UntouchedFiles;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Whatever is given as a database, with whatever command: it and all beside it stays as it was,
 * unless it is a sound database that was to be changed.
 */
public class GivenPathsTest {

  private static final int FAILED = 1;
  private static final long PROCESS_SECONDS = 120;
  private static final int PAGE_SIZE = 4096;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path given;
  private Path others;
  private DatabaseCommands commands;

  @Before
  public void makeDirectories() throws IOException {
    given = folder.newFolder("given").toPath();
    others = folder.newFolder("others").toPath();
    commands = new DatabaseCommands(others);
  }

  // ---- what is refused as it is --------------------------------------------------------------

  /** Each kind of file that is not a database, with a part of what is said of it. */
  private Map<String, String> noDatabases() throws Exception {
    Map<String, String> kinds = new LinkedHashMap<>();
    Files.createDirectory(given.resolve("directory"));
    kinds.put("directory", "is a directory, not a database");
    run("mkfifo", given.resolve("pipe").toString());
    kinds.put("pipe", "is a named pipe, not a database");
    bindSocket(given.resolve("socket"));
    kinds.put("socket", "is a socket, not a database");
    Files.writeString(given.resolve("text"), "This is a text. ".repeat(1000));
    kinds.put("text", "is not a database");
    Files.createFile(given.resolve("empty"));
    kinds.put("empty", "is an empty file, not a database");
    execute(given.resolve("foreign"), "create table other(a)");
    kinds.put("foreign", "is not a database of pmxcfs: it has no table named tree");
    execute(given.resolve("foreign-wal"), "pragma journal_mode=wal; create table tree(a, inode)");
    kinds.put("foreign-wal", "is not a database of pmxcfs: its table tree has no column parent");
    execute(given.resolve("view"), "create view tree as select 1 as inode");
    kinds.put("view", "is not a database of pmxcfs: its tree is not a plain table");
    Files.writeString(given.resolve("header"), "SQLite format 3\0" + "garbage ".repeat(1000));
    kinds.put("header", "");
    for (String kind : List.copyOf(kinds.keySet())) {
      Files.createSymbolicLink(given.resolve("link-to-" + kind), Path.of(kind));
      kinds.put("link-to-" + kind, kinds.get(kind));
    }
    Files.createSymbolicLink(given.resolve("loop"), Path.of("loop"));
    kinds.put("loop", "too many levels of symbolic links");
    kinds.put("text/config.db", "");
    kinds.put("missing/config.db", "there is no ");
    return kinds;
  }

  private static void bindSocket(Path path) throws IOException {
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(path)); // whose file stays
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertTrue(process.waitFor(PROCESS_SECONDS, TimeUnit.SECONDS));
    assertEquals(Arrays.toString(command), 0, process.exitValue());
  }

  private static void execute(Path file, String sql) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  public void whatIsNoDatabaseStaysAsItIs() throws Exception {
    Map<String, String> kinds = noDatabases();
    String before = UntouchedFiles.of(given);
    for (Map.Entry<String, String> kind : kinds.entrySet()) {
      for (String[] command : commands.all(given.resolve(kind.getKey()))) {
        assertRefused(given.resolve(kind.getKey()), kind.getValue(), command);
        assertEquals(Arrays.toString(command), before, UntouchedFiles.of(given));
      }
    }
  }

  @Needs(Requirement.ROOT)
  @Test
  public void aDeviceStaysAsItIs() throws Exception {
    Path device = given.resolve("null");
    run("mknod", "-m", "666", device.toString(), "c", "1", "3");
    String before = UntouchedFiles.of(given);
    for (String[] command : commands.all(device)) {
      assertRefused(device, "is a device, not a database", command);
      assertEquals(Arrays.toString(command), before, UntouchedFiles.of(given));
    }
  }

  /** Nor does a server find the path of a link, whatever it is to create there. */
  @Test
  public void nothingIsCreatedBehindALink() throws Exception {
    Path link = Files.createSymbolicLink(given.resolve("config.db"), others.resolve("none"));
    for (String[] command : commands.all(link)) {
      assertRefused(link, "", command);
    }
    assertFalse(Files.exists(others.resolve("none")));
  }

  private static void assertRefused(Path path, String reason, String[] command) {
    Program.Result result = InProcess.run(command);
    String what = Arrays.toString(command) + " " + result.errors();
    assertEquals(what, ExpectedStatus.of(command, result), result.status());
    assertEquals(what, 1, result.errors().size());
    assertEquals(what, "", result.text());
    String line = result.errors().get(0);
    assertThat(what, line, containsString(reason));
    Path named = line.contains(path + ":") ? path : behindLinks(path);
    assertTrue(what, line.startsWith("pmxcfs-ipc: " + named + ":"));
    assertEquals(what, line.indexOf(named + ":"), line.lastIndexOf(named + ":"));
    assertIsForPeople(line);
  }

  private static Path behindLinks(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private static void assertIsForPeople(String line) {
    for (String inJava : List.of("Exception", "java.", "org.", "dev.")) {
      assertFalse(line, line.contains(inJava));
    }
  }

  // ---- databases with faults -----------------------------------------------------------------

  private Map<String, byte[]> faultyDatabases() throws Exception {
    RecordedDatabase database = RecordedDatabase.create(given, RecordedDatabase.BASE_11);
    database.execute("insert into tree values(50,0,9,0,1,8,'large',randomblob(30000))");
    byte[] sound = Files.readAllBytes(database.file());
    Map<String, byte[]> faulty = new LinkedHashMap<>();
    faulty.put("truncated in the first page", Arrays.copyOf(sound, 100));
    faulty.put("truncated in a page", Arrays.copyOf(sound, 2 * PAGE_SIZE + 904));
    faulty.put("truncated between pages", Arrays.copyOf(sound, 2 * PAGE_SIZE));
    for (int page = 0; page < 3; page++) {
      byte[] zeroed = sound.clone();
      Arrays.fill(zeroed, Math.max(100, page * PAGE_SIZE), (page + 1) * PAGE_SIZE, (byte) 0);
      faulty.put("without page " + page, zeroed);
    }
    database.execute("insert into tree values(60,0,9,0,1,8,'storage.cfg',NULL)");
    faulty.put("duplicate name", Files.readAllBytes(database.file()));
    database.execute("update tree set parent=77 where inode=60");
    faulty.put("orphan", Files.readAllBytes(database.file()));
    return faulty;
  }

  @Test
  public void aDatabaseWithFaultsStaysAsItIs() throws Exception {
    Path file = given.resolve("config.db");
    for (Map.Entry<String, byte[]> faulty : faultyDatabases().entrySet()) {
      Files.write(file, faulty.getValue());
      String before = UntouchedFiles.of(given);
      for (String[] command : commands.all(file)) {
        assertFails(faulty.getKey(), command);
        assertEquals(Arrays.toString(command), before, UntouchedFiles.of(given));
      }
    }
  }

  /** In one line, but that an export names each fault. */
  private static void assertFails(String kind, String[] command) {
    Program.Result result = InProcess.run(command);
    String what = kind + " " + Arrays.toString(command) + " " + result.errors();
    assertEquals(what, ExpectedStatus.of(command, result), result.status());
    assertTrue(what, result.errors().size() == 1 || command[1].equals("export"));
    result.errors().forEach(GivenPathsTest::assertIsForPeople);
    result.text().lines().forEach(GivenPathsTest::assertIsForPeople);
  }

  // ---- sound databases -----------------------------------------------------------------------

  @Test
  public void readingChangesNothingOfASoundDatabase() throws Exception {
    for (String mode : List.of("wal", "delete")) {
      RecordedDatabase database = RecordedDatabase.create(given, RecordedDatabase.BASE_11);
      database.execute("pragma journal_mode=" + mode);
      run("chmod", "644", database.file().toString());
      assertReadingLeavesNoTrace();
      Files.delete(database.file());
    }
  }

  private void assertReadingLeavesNoTrace() throws Exception {
    String before = UntouchedFiles.of(given);
    for (String[] command : commands.reading(given.resolve("config.db"))) {
      Program.Result result = InProcess.run(command);
      assertEquals(Arrays.toString(command) + result.errors(), 0, result.status());
      assertEquals(Arrays.toString(command), before, UntouchedFiles.of(given));
    }
  }

  /** A log and what SQLite needs to share it are there then, and locks. */
  @Test
  public void readingBesideAServerChangesNothing() throws Exception {
    Path file = given.resolve("config.db");
    String service = Program.newService();
    try (Program server =
        Program.startService(service, "serve", "--service", service, "--db", file.toString())) {
      Program.Result put =
          InProcess.run(
              "config", "put", "storage.cfg", commands.file().toString(), "--service", service);
      assertEquals(put.errors().toString(), 0, put.status());
      assertReadingLeavesNoTrace();
      server.kill();
      server.awaitEnd(Program.PATIENCE);
      assertReadingLeavesNoTrace();
      assertEquals(
          "new", InProcess.run(DatabaseCommands.config(file, "cat", "storage.cfg")).text());
    }
  }

  @Needs(Requirement.NAMESPACES)
  @Test
  public void aMediumThatCannotBeWrittenToIsRead() throws Exception {
    RecordedDatabase.create(given, RecordedDatabase.BASE_11).execute("pragma journal_mode=wal");
    Path file = given.resolve("config.db");
    List<String> readOnly =
        List.of(
            "unshare",
            "-m",
            "sh",
            "-ec",
            "mount --bind -o ro " + given + " " + given + " && exec \"$@\"",
            "sh");
    assertEquals(0, runWithin(readOnly, DatabaseCommands.config(file, "check")).status());
    assertEquals(
        "x\n", runWithin(readOnly, DatabaseCommands.config(file, "cat", "storage.cfg")).text());
    Program.Result put = runWithin(readOnly, DatabaseCommands.config(file, "mkdir", "d"));
    assertEquals(FAILED, put.status());
    assertEquals(
        List.of("pmxcfs-ipc: " + file + ": cannot be written to: read-only file system"),
        put.errors());
  }

  private static Program.Result runWithin(List<String> wrapper, String... arguments) {
    try (Program program = Program.startWithin(wrapper, arguments)) {
      return program.awaitEnd(Program.PATIENCE);
    }
  }

  @Test
  public void aNewDatabaseIsAllThatACommandLeaves() throws Exception {
    Path file = given.resolve("new.db");
    for (String[] command : commands.reading(file)) {
      assertRefused(file, "there is no such database", command);
    }
    assertEquals(0, InProcess.run(DatabaseCommands.config(file, "mkdir", "d")).status());
    try (Stream<Path> files = Files.list(given)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
