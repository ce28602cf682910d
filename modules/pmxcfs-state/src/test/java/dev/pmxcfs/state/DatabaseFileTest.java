package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.database.DatabaseException;
import dev.qbipc.testing.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The database as a file (operations, section 6, step 1). */
public class DatabaseFileTest {

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void aNewDatabaseIsForItsOwner() throws Exception {
    Path file = folder.getRoot().toPath().resolve("config.db");
    whileOpen(RecordedDatabase.at(file), () -> assertEquals("rw-------", mode(file)));
    assertEquals("rw-------", mode(file));
    assertEquals(List.of(".pmxcfs.lockfile", "config.db"), files());
  }

  /** Or else the file of a mistyped path would be an empty cluster. */
  @Test
  public void noDirectoryIsCreated() {
    Path file = folder.getRoot().toPath().resolve("pve-cluster/config.db");
    DatabaseException refused = assertRefused(file);
    assertEquals(file + ": there is no directory for it", refused.getMessage());
    assertFalse(Files.exists(file.getParent()));
  }

  /** The administrator may want them to read it; a warning in the log names them. */
  @Test
  public void theModeOfAFileThatWasThereStays() throws Exception {
    RecordedDatabase database =
        RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.CONFIG_02);
    Files.setPosixFilePermissions(database.file(), PosixFilePermissions.fromString("rw-rw-r--"));
    whileOpen(database, () -> assertEquals("rw-rw-r--", mode(database.file())));
    assertEquals("rw-rw-r--", mode(database.file()));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.getRoot().toPath())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static DatabaseException assertRefused(Path file) {
    return assertThrows(
        DatabaseException.class,
        () -> ClusterState.open(RecordedDatabase.at(file).options()).close());
  }

  private interface Check {
    void run() throws Exception;
  }

  private static void whileOpen(RecordedDatabase database, Check check) throws Exception {
    ClusterState state = ClusterState.open(database.options());
    try {
      check.run();
    } finally {
      state.close();
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  public void item136_tableIsAsTheCServerCreatesIt() throws Exception {
    RecordedDatabase created = RecordedDatabase.at(folder.getRoot().toPath().resolve("new.db"));
    ClusterState.open(created.options()).close();
    RecordedDatabase recorded =
        RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
    assertEquals(schema(recorded), schema(created));
  }

  private static String schema(RecordedDatabase database) throws Exception {
    String sql = database.query("select group_concat(sql) from sqlite_master");
    return sql.replaceAll("\\s+", "");
  }

  @Test
  public void newDatabaseHasVersionOne() throws Exception {
    RecordedDatabase created = RecordedDatabase.at(folder.getRoot().toPath().resolve("new.db"));
    ClusterState.open(created.options()).close();
    assertEquals(
        "0|0|1|0|8|__version__",
        created.query(
            "select group_concat(inode||'|'||parent||'|'||version||'|'||writer||'|'||type||'|'||name)"
                + " from tree"));
  }

  @Test
  public void writeAheadLogIsTakenInOnClose() throws Exception {
    Path file = folder.getRoot().toPath().resolve("config.db");
    ClusterState.open(RecordedDatabase.at(file).options()).close();
    assertFalse(Files.exists(file.resolveSibling("config.db-wal")));
  }

  @Test
  public void pathMayContainWhatAUriMayNot() throws Exception {
    Path file = folder.getRoot().toPath().resolve("a b?mode=ro#%41.db");
    ClusterState.open(RecordedDatabase.at(file).options()).close();
    assertTrue(Files.size(file) > 0);
  }

  @Test
  public void othersMayReadWhileItIsOpen() throws Exception {
    RecordedDatabase database =
        RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.CONFIG_02);
    whileOpen(
        database,
        () -> {
          assertEquals("24", database.query("select count(*) from tree"));
        });
  }

  @Test
  public void secondServerInThisProcessIsRefused() throws Exception {
    RecordedDatabase database = RecordedDatabase.at(folder.getRoot().toPath().resolve("config.db"));
    whileOpen(
        database,
        () -> {
          DatabaseException refused =
              assertThrows(
                  DatabaseException.class, () -> ClusterState.open(database.options()).close());
          assertTrue(refused.getMessage(), refused.getMessage().contains("in use by this process"));
        });
    ClusterState.open(database.options()).close();
  }

  @Test
  public void serverThatComesByASymbolicLinkIsRefused() throws Exception {
    Path file = folder.getRoot().toPath().resolve("config.db");
    Path link = folder.getRoot().toPath().resolve("link.db");
    whileOpen(
        RecordedDatabase.at(file),
        () -> {
          Files.createSymbolicLink(link, file);
          assertThrows(
              DatabaseException.class,
              () -> ClusterState.open(RecordedDatabase.at(link).options()).close());
        });
  }

  /** A refused server of this process must not have loosened the lock. */
  @Test
  public void secondServerInAnotherProcessIsRefused() throws Exception {
    RecordedDatabase database = RecordedDatabase.at(folder.getRoot().toPath().resolve("config.db"));
    whileOpen(
        database,
        () -> {
          assertThrows(
              DatabaseException.class, () -> ClusterState.open(database.options()).close());
          String output = openInAnotherProcess(database.file());
          String owner = "in use by process " + ProcessHandle.current().pid();
          assertTrue(output, output.contains(owner));
        });
    String output = openInAnotherProcess(database.file());
    assertTrue(output, output.contains(OPENED));
  }

  private static final String OPENED = "opened";

  private static String openInAnotherProcess(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherServer.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  /** What the other process runs. */
  static final class OtherServer {

    private OtherServer() {}

    public static void main(String[] arguments) {
      try {
        ClusterState.open(RecordedDatabase.at(Path.of(arguments[0])).options()).close();
        System.out.println(OPENED);
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
