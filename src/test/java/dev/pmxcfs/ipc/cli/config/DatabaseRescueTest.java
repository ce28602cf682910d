package dev.pmxcfs.ipc.cli.config;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.state.RecordedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The way out of a database that is not sound: what is wrong, what mends it, what can be saved. */
public class DatabaseRescueTest {

  private static final int FAILED = 1;
  private static final int PAGE_SIZE = 4096;
  private static final int FILES = 40;

  /** Two faults that keep a server from starting, and two that do not. */
  private static final String FAULTS =
      "insert into tree values(50,0,9,0,1,8,'storage.cfg',x'41');"
          + " insert into tree values(51,77,9,0,1,8,'orphan',x'42');"
          + " insert into tree values(52,0,9,0,1,8,'a/b',x'43');"
          + " insert into tree values(53,0,9,0,1,8,'.version',x'44');"
          + " update tree set version=60 where inode=0";

  /** What no file on a disk can be called, though the C server and this one serve it. */
  private static final String NAMES =
      "insert into tree values(50,0,50,0,1,8,'a/b',x'41');"
          + " insert into tree values(51,0,51,0,1,8,'..',x'42');"
          + " insert into tree values(52,0,52,0,1,4,'priv',NULL);"
          + " insert into tree values(53,0,53,0,1,8,'priv/',x'43');"
          + " insert into tree values(54,52,54,0,1,8,cast(x'c328' as text),x'44');"
          + " insert into tree values(55,0,55,0,1,8,'.version',x'45');"
          + " insert into tree values(56,0,56,0,1,8,printf('%.256c','n'),x'46');"
          + " update tree set version=60 where inode=0";

  private static final List<String> LEFT_OUT =
      List.of(
          "left out /..: its name means another directory",
          "left out /.version: its name is one that the server makes up",
          "left out /a/b: its name contains a slash",
          "left out /"
              + "n".repeat(256)
              + ": its name is longer than 255 bytes, which no directory takes",
          "left out /priv/: its name is another entry's too",
          "left out /priv/\uFFFD(: its name is not UTF-8");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private RecordedDatabase database;

  @Before
  public void makeDatabase() throws Exception {
    database = RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
  }

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  private Program.Result config(String command, String... arguments) {
    return on(database.file(), command, arguments);
  }

  private static Program.Result on(Path file, String command, String... arguments) {
    return InProcess.run(
        Stream.concat(Stream.of("config", command, "--db", file.toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static void assertDone(Program.Result result) {
    assertEquals(result.errors().toString(), 0, result.status());
  }

  @Test
  public void aSoundDatabaseIsSaidToBe() {
    Program.Result result = config("check");
    assertDone(result);
    assertEquals(database.file() + ": sound: 2 files, version 9, 8192 bytes\n", result.text());
  }

  @Test
  public void eachFaultIsFollowedByWhatMendsIt() throws Exception {
    database.execute(FAULTS);
    Program.Result result = config("check");
    assertEquals(FAILED, result.status());
    assertEquals(
        List.of(
            "pmxcfs-ipc: "
                + database.file()
                + ": 4 faults; no server starts with it. Repair a copy, and check that"),
        result.errors());
    List<String> lines = result.text().lines().toList();
    assertEquals(result.text(), 8, lines.size());
    assertThat(lines.get(0), containsString("inode 52 ('a/b'"));
    assertEquals("    UPDATE tree SET name = 'inode-52' WHERE inode = 52;", lines.get(1));
    for (int i = 1; i < lines.size(); i += 2) {
      database.execute(lines.get(i).strip());
    }
    assertDone(config("check"));
    assertEquals("C", config("cat", "inode-52").text());
    assertDone(config("rm", ".version.inode-53"));
  }

  @Test
  public void whatIsServedAllTheSameIsNotSound() throws Exception {
    database.execute(NAMES);
    Program.Result result = config("check");
    assertEquals(FAILED, result.status());
    assertEquals(
        List.of("pmxcfs-ipc: " + database.file() + ": 5 faults, but a server starts with it"),
        result.errors());
    assertDone(config("ls"));
  }

  @Test
  public void anExportWritesWhatItCanAndNamesTheRest() throws Exception {
    database.execute(NAMES);
    assertNamesTheRest(config("export", path("of-database").toString()), path("of-database"));
    String service = Program.newService();
    try (Program server =
        Program.startService(
            service, "serve", "--service", service, "--db", database.file().toString())) {
      Program.Result result =
          InProcess.run("config", "export", "--service", service, path("of-server").toString());
      assertNamesTheRest(result, path("of-server"));
      String log = String.join("\n", server.errorLines());
      assertThat(log, containsString("opened " + database.file() + ": 8 files of 16 bytes"));
      assertThat(log, containsString("WARN"));
    }
  }

  private static void assertNamesTheRest(Program.Result result, Path directory) throws IOException {
    assertEquals(FAILED, result.status());
    List<String> errors = result.errors();
    int last = errors.size() - 1;
    assertEquals(
        "pmxcfs-ipc: "
            + directory
            + ": not everything could be written because of the 6 faults above",
        errors.get(last));
    assertEquals(LEFT_OUT, errors.subList(0, last).stream().sorted().toList());
    assertEquals("x\n", Files.readString(directory.resolve("storage.cfg")));
    assertTrue(Files.exists(directory.resolve("nodes/testnode/qemu-server/100.conf")));
    assertTrue(Files.isDirectory(directory.resolve("priv")));
    assertFalse(Files.exists(directory.resolve("a")));
  }

  @Test
  public void ofADamagedDatabaseANewOneCanBeMade() throws Exception {
    StringBuilder rows = new StringBuilder("update tree set version=5000 where inode=0;");
    for (int i = 0; i < FILES; i++) {
      rows.append("insert into tree values(")
          .append(1000 + i + ",0," + (1000 + i) + ",0,1,8,'f" + i + "',randomblob(1500));");
    }
    database.execute(rows.toString());
    byte[] bytes = Files.readAllBytes(database.file());
    int damaged = bytes.length / PAGE_SIZE / 2 * PAGE_SIZE;
    Arrays.fill(bytes, damaged, damaged + PAGE_SIZE, (byte) 0);
    Files.write(database.file(), bytes);
    Program.Result check = config("check");
    assertEquals(FAILED, check.status());
    assertThat(check.text(), containsString("damaged: "));
    assertThat(check.text(), containsString("cannot be read"));
    Program.Result export = config("export", path("saved").toString());
    assertEquals(FAILED, export.status());
    assertDone(on(path("new.db"), "import", path("saved").toString()));
    assertDone(on(path("new.db"), "check"));
    long files = on(path("new.db"), "ls").text().lines().filter(n -> n.startsWith("f")).count();
    assertTrue(files + " of " + FILES, files >= FILES - 3 && files < FILES);
  }

  @Test
  public void aServerSaysWhatItHasCreated() {
    String service = Program.newService();
    String file = path("new.db").toString();
    try (Program server =
        Program.startService(service, "serve", "--service", service, "--db", file)) {
      String log = String.join("\n", server.errorLines());
      assertThat(log, containsString("created " + file + ": 0 files of 0 bytes, version 1"));
    }
  }
}
