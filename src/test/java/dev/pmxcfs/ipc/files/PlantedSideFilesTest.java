package dev.pmxcfs.ipc.files;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.pmxcfs.ipc.harness.DatabaseCommands;
import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.OrdinaryUser;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.state.RecordedDatabase;
import dev.pmxcfs.state.UntouchedFiles;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * root is given a database in a directory where another user can add names, and has: whatever the
 * command and whatever was planted, nothing changes outside of it, nothing hangs, and nothing of
 * the other user's gets into root's database.
 */
@Needs(Requirement.ROOT)
public class PlantedSideFilesTest {

  private static final int OTHER_ID = 20_055;
  private static final int FAILED = 1;

  /** What this program, C pmxcfs and SQLite have beside a database. */
  private static final List<String> NAMES =
      List.of(
          "config.db.lock",
          "config.db.sqlite-library",
          ".pmxcfs.lockfile",
          "config.db-wal",
          "config.db-shm",
          "config.db-journal");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path shared;
  private Path outside;
  private DatabaseCommands commands;

  @Before
  public void makeDirectories() throws IOException {
    shared = folder.newFolder("shared").toPath();
    outside = folder.newFolder("outside").toPath();
    Files.writeString(outside.resolve("precious"), "precious");
    Files.writeString(Files.createDirectory(outside.resolve("directory")).resolve("in it"), "it");
    commands = new DatabaseCommands(folder.newFolder("others").toPath());
  }

  /** Something that can be planted. */
  @FunctionalInterface
  private interface Kind {
    void plantAt(Path place) throws Exception;
  }

  private Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    Path precious = outside.resolve("precious");
    kinds.put("link to a file", at -> Files.createSymbolicLink(at, precious));
    kinds.put(
        "link to a directory", at -> Files.createSymbolicLink(at, outside.resolve("directory")));
    kinds.put("link to nothing", at -> Files.createSymbolicLink(at, outside.resolve("none")));
    kinds.put("hard link", at -> Files.createLink(at, precious));
    kinds.put("pipe", at -> run("mkfifo", at.toString()));
    kinds.put("device", at -> run("mknod", at.toString(), "c", "1", "3"));
    kinds.put("directory", Files::createDirectory);
    kinds.put("file", at -> Files.writeString(at, "planted".repeat(100)));
    return kinds;
  }

  private static void run(String... command) throws Exception {
    assertEquals(Arrays.toString(command), 0, new ProcessBuilder(command).start().waitFor());
  }

  private static void own(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", OTHER_ID, LinkOption.NOFOLLOW_LINKS);
  }

  private void mode(String permissions) throws Exception {
    run("chmod", permissions, shared.toString());
  }

  @FunctionalInterface
  private interface Check {
    void of(String what, Program.Result result);
  }

  /** Runs all commands with each kind at each place, and looks at what they leave. */
  private void plantEverything(List<String> names, Callable<List<String[]>> all, Check check)
      throws Exception {
    for (Map.Entry<String, Kind> kind : kinds().entrySet()) {
      for (String name : names) {
        Path place = shared.resolve(name);
        kind.getValue().plantAt(place);
        if (!kind.getKey().equals("hard link")) { // which would give the file away
          own(place);
        }
        String before = inShared() + UntouchedFiles.of(outside);
        for (String[] command : all.call()) {
          String what = kind.getKey() + " at " + name + ": " + Arrays.toString(command);
          check.of(what, InProcess.run(command));
          assertEquals(what, before, inShared() + UntouchedFiles.of(outside));
        }
        Files.delete(place);
      }
    }
  }

  /** All that is in the directory; its own times tell of locks that came and went. */
  private String inShared() throws IOException {
    return UntouchedFiles.of(shared).lines().skip(1).collect(Collectors.joining("\n"));
  }

  private Path createDatabase() throws Exception {
    return RecordedDatabase.create(shared, RecordedDatabase.BASE_11).file();
  }

  private static void assertRefused(String what, Program.Result result, String reason) {
    assertEquals(what + result.errors(), ExpectedStatus.of(result), result.status());
    assertEquals(what + result.errors(), 1, result.errors().size());
    assertThat(what, result.errors().get(0), containsString(reason));
  }

  @Test
  public void inADirectoryOfTheOtherUserRootReadsAndChangesNothing() throws Exception {
    Path database = createDatabase();
    own(database);
    own(shared);
    plantEverything(
        NAMES,
        () -> commands.changing(database),
        (what, result) ->
            assertRefused(
                what,
                result,
                database + ": root does not write to it: " + shared + ": belongs to " + OTHER_ID));
    plantEverything(
        NAMES,
        () -> commands.reading(database),
        (what, result) -> {
          boolean isSqlites = what.contains("-wal:") || what.contains("-journal:");
          boolean isFile = what.startsWith("file") || what.startsWith("hard link");
          if (isSqlites && !isFile) {
            assertRefused(what, result, "is not a regular file, as it should be");
          } else {
            assertEquals(what + result.errors(), 0, result.status());
          }
        });
  }

  @Test
  public void inADirectoryThatTheGroupCanWriteToRootChangesNothing() throws Exception {
    Path database = createDatabase();
    Files.setAttribute(shared, "unix:gid", OTHER_ID);
    mode("775");
    for (String[] command : commands.changing(database)) {
      assertRefused(
          Arrays.toString(command),
          InProcess.run(command),
          shared + ": can be written to by the group " + OTHER_ID);
    }
    mode("777");
    for (String[] command : commands.changing(database)) {
      assertRefused(
          Arrays.toString(command),
          InProcess.run(command),
          shared + ": can be written to by all users");
    }
    Files.delete(database);
    assertRefused(
        "a new one",
        InProcess.run(DatabaseCommands.config(database, "mkdir", "d")),
        shared + ": can be written to by all users");
    try (Stream<Path> all = Files.list(shared)) {
      assertEquals(List.of(), all.toList());
    }
  }

  /** As in /tmp, where one may try things out. */
  @Test
  public void inAStickyDirectoryRootRefusesWhatIsPlantedAndUsesWhatIsItsOwn() throws Exception {
    mode("1777");
    Path database = createDatabase();
    plantEverything(
        NAMES.stream().filter(name -> !name.endsWith("library")).toList(),
        () -> commands.changing(database),
        (what, result) -> assertRefused(what, result, shared.toString()));
  }

  @Test
  public void inAStickyDirectoryADatabaseIsMadeAndLeftAlone() throws Exception {
    mode("1777");
    Path database = shared.resolve("config.db");
    for (String name : List.of("a", "b")) {
      Program.Result made = InProcess.run(DatabaseCommands.config(database, "mkdir", name));
      assertEquals(made.errors().toString(), 0, made.status());
    }
    assertEquals("a/\nb/\n", InProcess.run(DatabaseCommands.config(database, "ls")).text());
    try (Stream<Path> all = Files.list(shared)) {
      assertEquals(List.of(shared.resolve(".pmxcfs.lockfile"), database), all.sorted().toList());
    }
  }

  /** It would hold the cluster's secrets, and be whatever its owner likes. */
  @Test
  public void aDatabaseThatIsPlantedInAStickyDirectoryIsNotRoots() throws Exception {
    mode("1777");
    Path database = createDatabase();
    own(database);
    String before = inShared();
    for (String[] command : commands.changing(database)) {
      assertRefused(
          Arrays.toString(command), InProcess.run(command), database + ": belongs to " + OTHER_ID);
    }
    Path link = shared.resolve("link.db");
    Files.createSymbolicLink(link, folder.newFolder("root").toPath().resolve("new.db"));
    own(link);
    assertRefused("a link", InProcess.run(DatabaseCommands.config(link, "mkdir", "d")), "link.db");
    Files.delete(link);
    assertEquals(before, inShared());
  }

  /** As git does: who has called sudo could do all this without it. */
  @Test
  public void inADirectoryOfWhoHasCalledSudoRootMayWrite() throws Exception {
    own(shared);
    mode("755");
    String[] command = DatabaseCommands.config(shared.resolve("new.db"), "mkdir", "d");
    try (Program refused = Program.start(command)) {
      assertEquals(FAILED, refused.awaitEnd(Program.PATIENCE).status());
    }
    List<String> sudo = List.of("env", "SUDO_UID=" + OTHER_ID);
    try (Program done = Program.startWithin(sudo, command)) {
      Program.Result result = done.awaitEnd(Program.PATIENCE);
      assertEquals(result.errors().toString(), 0, result.status());
    }
    assertFalse(Files.exists(shared.resolve("new.db.lock")));
  }

  /** Who could change the program needs no planted files. */
  @Test
  public void inACheckoutOfAnotherUserTheProgramThatIsThereMayWrite() throws Exception {
    Path program = Files.createDirectory(shared.resolve("program"));
    var user = new OrdinaryUser(OTHER_ID, program);
    Path data = Files.createDirectory(shared.resolve("data"));
    for (Path directory : List.of(shared, program, data)) {
      user.own(directory);
      run("chmod", "775", directory.toString()); // as with the umask of many who have a group
    }
    String[] command = DatabaseCommands.config(data.resolve("new.db"), "mkdir", "d");
    assertRefused("another", InProcess.run(command), shared + ": belongs to " + OTHER_ID);
    try (Program copy = Program.startCopyOf(user, command)) {
      Program.Result result = copy.awaitEnd(Program.PATIENCE);
      assertEquals(result.errors().toString(), 0, result.status());
    }
  }
}
