package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.database.DatabaseContents;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.tree.ConfigPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Who reads a database sees what was stored last, and changes nothing. */
public class ReadOnlyDatabaseTest {

  private static final int READS = 50;

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  private Path original;
  private Path left;

  @Before
  public void makeDirectories() throws IOException {
    original = folder.newFolder("original").toPath();
    left = folder.newFolder("left").toPath();
  }

  /** Takes what a process that is killed just now would leave. */
  private void leave() throws IOException {
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, left.resolve(file.getFileName()));
      }
    }
  }

  private List<String> leftFiles() throws IOException {
    try (Stream<Path> files = Files.list(left)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String storage() throws IOException {
    String before = UntouchedFiles.of(left);
    String temporary = temporaryFiles();
    DatabaseContents contents = DatabaseContents.readSound(left.resolve("config.db"));
    assertEquals(before, UntouchedFiles.of(left));
    assertEquals(temporary, temporaryFiles());
    return new String(
        contents.tree().file(ConfigPath.of("storage.cfg")).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static String temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .map(Path::getFileName)
          .map(Path::toString)
          .filter(name -> name.startsWith("pmxcfs-database-" + ProcessHandle.current().pid()))
          .sorted()
          .toList()
          .toString();
    }
  }

  private interface Use {
    void of(Connection connection, Statement statement) throws Exception;
  }

  private void whileOpen(String journalMode, Use use) throws Exception {
    RecordedDatabase database = RecordedDatabase.create(original, RecordedDatabase.BASE_11);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database.file());
        Statement statement = connection.createStatement()) {
      statement.execute("pragma journal_mode=" + journalMode);
      use.of(connection, statement);
    }
  }

  @Test
  public void aDatabaseThatWasClosed() throws Exception {
    for (String mode : List.of("wal", "delete")) {
      RecordedDatabase.create(left, RecordedDatabase.BASE_11)
          .execute("pragma journal_mode=" + mode);
      assertEquals("x\n", storage());
      Files.delete(left.resolve("config.db"));
    }
  }

  @Test
  public void theLogOfAKilledServer() throws Exception {
    whileOpen(
        "wal",
        (connection, statement) -> {
          statement.execute("update tree set data='logged' where name='storage.cfg'");
          leave();
        });
    assertEquals(List.of("config.db", "config.db-shm", "config.db-wal"), leftFiles());
    assertEquals("logged", storage());
    Files.delete(left.resolve("config.db-shm"));
    assertEquals("logged", storage());
  }

  /** A transaction whose pages are partly in the database already has to be undone. */
  @Test
  public void theJournalOfAKilledProgram() throws Exception {
    whileOpen(
        "delete",
        (connection, statement) -> {
          statement.execute("insert into tree values(50,0,9,0,1,8,'large',zeroblob(900000))");
          statement.execute("pragma cache_size=2");
          statement.execute("begin");
          statement.execute("update tree set data='half done' where name='storage.cfg'");
          statement.execute("update tree set data=zeroblob(900001) where name='large'");
          leave();
          statement.execute("rollback");
        });
    assertEquals(List.of("config.db", "config.db-journal"), leftFiles());
    assertEquals("x\n", storage());
  }

  @Test
  public void sideFilesThatLeadElsewhere() throws Exception {
    RecordedDatabase.create(left, RecordedDatabase.BASE_11);
    for (String name : List.of("config.db-wal", "config.db-journal")) {
      Path link = Files.createSymbolicLink(left.resolve(name), Path.of("/etc/passwd"));
      DatabaseException refused = assertThrows(DatabaseException.class, this::storage);
      assertEquals(link + ": is not a regular file, as it should be", refused.getMessage());
      Files.delete(link);
    }
  }

  /** What is read is of one moment, and none that was before what was read earlier. */
  @Test
  public void aDatabaseThatIsWrittenToAllTheTime() throws Exception {
    Path file = left.resolve("config.db");
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertEquals("written", writer.inputReader().readLine());
      long version = 0;
      for (int i = 0; i < READS; i++) {
        DatabaseContents contents = DatabaseContents.readSound(file);
        assertTrue(contents.tree().version() >= version);
        version = contents.tree().version();
        assertEquals(List.of(), contents.faults());
      }
      assertTrue("version " + version, version > 1);
    } finally {
      writer.outputWriter().close();
      assertEquals("", new String(writer.getInputStream().readAllBytes()));
      writer.waitFor();
    }
  }

  /** What the other process runs, until its standard input ends. */
  static final class Writer {

    private Writer() {}

    /** Writes enough for the log to be taken in and begun anew. */
    public static void main(String[] arguments) throws Exception {
      RecordedDatabase database = RecordedDatabase.at(Path.of(arguments[0]));
      AtomicBoolean over = new AtomicBoolean();
      new Thread(() -> awaitEndOfInput(over), "end").start();
      try (ClusterState state = ClusterState.open(database.options())) {
        for (int i = 0; !over.get(); i++) {
          new ChangeWriter(state.changes())
              .put(OpenedState.bytes("f" + i % 7), new byte[20_000 + i % 5_000]);
          if (i == 0) {
            System.out.println("written");
          }
        }
      }
    }

    private static void awaitEndOfInput(AtomicBoolean over) {
      try {
        System.in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        over.set(true);
      }
    }
  }

  /** Or else the locks would be dropped that SQLite has on the file. */
  @Test
  public void whatThisProcessHasOpenIsNotOpenedOnceMore() throws Exception {
    Path file = left.resolve("config.db");
    try (ClusterState state = ClusterState.open(RecordedDatabase.at(file).options())) {
      new ChangeWriter(state.changes()).create(OpenedState.bytes("f"));
      Path link = Files.createLink(left.resolve("link.db"), file);
      for (Path path : List.of(file, link)) {
        DatabaseException refused =
            assertThrows(DatabaseException.class, () -> DatabaseContents.read(path));
        String message = refused.getMessage();
        assertTrue(message, message.contains("in use by this process"));
      }
    }
    DatabaseContents.readSound(file);
  }
}
