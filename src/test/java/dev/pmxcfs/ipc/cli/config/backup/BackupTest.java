package dev.pmxcfs.ipc.cli.config.backup;

import static dev.qbipc.AsyncAssertions.onThread;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The command {@code config backup}. */
@RunWith(VertxUnitRunner.class)
public class BackupTest {

  private static final int FAILED = 1;
  private static final int REFUSED = 4;
  private static final int NOT_FOUND = 5;
  private static final int BACKUPS = 10;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  private ConfigCommands serve() {
    String database = path("config.db").toString();
    programs.startService(service, "serve", "--service", service, "--db", database);
    return ConfigCommands.onService(service);
  }

  /** Two files always change together; a copy that was torn would have them differ. */
  @Test
  public void aCopyOfAServerThatIsWrittenToIsOfOneMoment(TestContext test) throws IOException {
    ConfigCommands config = serve();
    AtomicBoolean isDone = new AtomicBoolean();
    Vertx vertx = EpollVertx.start(1);
    Async writing =
        onThread(
            test,
            () -> {
              for (int i = 0; !isDone.get(); i++) {
                writeBoth(vertx, "x".repeat(i % 5000) + i);
              }
            });
    try {
      for (int i = 0; i < BACKUPS; i++) {
        long before = version(config);
        Path copy = path("copy-" + i);
        Program.Result result = config.run("backup", copy.toString());
        assertEquals(result.errors().toString(), 0, result.status());
        ConfigCommands backup = ConfigCommands.onDatabase(copy);
        assertTrue("what was acknowledged is there", version(backup) >= before);
        if (version(backup) > 1) {
          assertEquals(backup.done("cat", "one"), backup.done("cat", "two"));
        }
        assertEquals(0, InProcess.run("config", "check", "--db", copy.toString()).status());
      }
    } finally {
      isDone.set(true);
    }
    writing.awaitSuccess();
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private void writeBoth(Vertx vertx, String text) {
    byte[] contents = text.getBytes(StandardCharsets.UTF_8);
    List<ImportedEntry> entries = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      entries.add(new ImportedFile(name.getBytes(StandardCharsets.UTF_8), contents));
    }
    try (ServedFiles files = ServedFiles.connect(vertx, service)) {
      files.importAll(new ImportAll(entries, ImportMode.MERGE), sent -> {});
    } catch (RefusedException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long version(ConfigCommands config) {
    return new JsonObject(config.done("stat", "--json")).getLong("version");
  }

  @Test
  public void aCopyIsServedAndIsItsOwnersAlone() throws IOException {
    ConfigCommands config = serve();
    config.put("a", "text");
    String said = config.done("backup", path("copy.db").toString());
    assertThat(said, containsString(path("copy.db") + ": 1 files, version "));
    assertEquals(
        PosixFilePermissions.fromString("rw-------"),
        Files.getPosixFilePermissions(path("copy.db")));
    String other = Program.newService();
    programs.startService(other, "serve", "--service", other, "--db", path("copy.db").toString());
    assertEquals("text", ConfigCommands.onService(other).done("cat", "a"));
  }

  @Test
  public void nothingIsOverwrittenUnlessThatIsSaid() throws IOException {
    Path database = path("config.db");
    ConfigCommands config = ConfigCommands.onDatabase(database);
    config.put("a", "text");
    Path copy = Files.writeString(path("copy.db"), "mine");
    Program.Result result = config.run("backup", copy.toString());
    assertEquals(REFUSED, result.status());
    assertThat(result.errors().toString(), containsString("exists already; --force replaces it"));
    assertEquals("mine", Files.readString(copy));
    config.done("backup", "--force", copy.toString());
    assertEquals("text", ConfigCommands.onDatabase(copy).done("cat", "a"));
    result = config.run("backup", "--force", database.toString());
    assertEquals(FAILED, result.status());
    assertThat(result.errors().toString(), containsString("is the database itself"));
    assertEquals(FAILED, config.run("backup", "--force", folder.newFolder().toString()).status());
    assertEquals(NOT_FOUND, config.run("backup", path("none/copy.db").toString()).status());
    result = ConfigCommands.onDatabase(path("none.db")).run("backup", path("new.db").toString());
    assertEquals(NOT_FOUND, result.status());
    assertFalse(Files.exists(path("new.db")));
    try (Stream<Path> files = Files.list(folder.getRoot().toPath())) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".tmp")));
    }
    assertEquals("text", config.done("cat", "a"));
  }

  @Test
  public void aDirectoryThatIsServedIsNoDatabase() throws IOException {
    String directory = folder.newFolder("served").toString();
    programs.startService(service, "serve", "--service", service, "--config-dir", directory);
    Program.Result result =
        ConfigCommands.onService(service).run("backup", path("copy.db").toString());
    assertEquals(FAILED, result.status());
    assertThat(result.errors().toString(), containsString("it serves the directory " + directory));
  }
}
