package dev.pmxcfs.ipc.cli.config;

import static dev.qbipc.AsyncAssertions.onThread;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** That {@code put --if-version} and {@code edit} overwrite nothing that somebody else wrote. */
@RunWith(VertxUnitRunner.class)
public class CompareAndSetTest {

  private static final int CHANGED = 6;
  private static final int WRITERS = 4;
  private static final int INCREMENTS = 100;
  private static final byte[] COUNTER = bytes("counter");

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final Vertx vertx = EpollVertx.start(1);
  private final ConfigCommands config = ConfigCommands.onService(service);

  @Before
  public void serve() {
    programs.startService(
        service, "serve", "--service", service, "--db", path("config.db").toString());
  }

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void aFileIsReplacedOnlyAtItsVersion() throws IOException {
    assertIsReplacedOnlyAtItsVersion(config);
    assertIsReplacedOnlyAtItsVersion(ConfigCommands.onDatabase(path("other.db")));
  }

  private void assertIsReplacedOnlyAtItsVersion(ConfigCommands on) throws IOException {
    String file = Files.writeString(path("text"), "new").toString();
    on.put("a", "old");
    String old = version(on, "a");
    on.put("a", "others");
    on.fails("/a: has been changed: it is at version ", "put", "a", file, "--if-version", old);
    on.fails("not " + old + " (ESTALE)", "put", "a", file, "--if-version", old);
    on.fails("/a: exists already, at version ", "put", "a", file, "--if-version", "0");
    assertEquals("others", on.done("cat", "a"));
    on.done("put", "a", file, "--if-version", version(on, "a"));
    assertEquals("new", on.done("cat", "a"));
    on.fails("/b: does not exist any more", "put", "b", file, "--if-version", "7");
    on.done("put", "b", file, "--if-version", "0");
    on.fails("/none: does not exist", "put", "none/c", file, "--if-version", "0");
    on.fails("EACCES", "put", ".version", file, "--if-version", "0");
    assertEquals(2, on.run("put", "a", file, "--if-version", "x").status());
  }

  private static String version(ConfigCommands on, String path) {
    return Long.toString(new JsonObject(on.done("stat", "--json", path)).getLong("version"));
  }

  /** Each reads, adds one, and puts the sum in place: no addition is lost. */
  @Test
  public void manyWritersLoseNoChange(TestContext test) {
    config.put("counter", "0");
    List<Async> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(
          onThread(
              test,
              () -> {
                for (int done = 0; done < INCREMENTS; ) {
                  done += isIncremented() ? 1 : 0;
                }
              }));
    }
    writers.forEach(Async::awaitSuccess);
    assertEquals(Integer.toString(WRITERS * INCREMENTS), config.done("cat", "counter"));
  }

  private boolean isIncremented() {
    try (ServedFiles files = ServedFiles.connect(vertx, service)) {
      long version = files.status(COUNTER).attributes().version();
      int count = Integer.parseInt(new String(files.read(COUNTER), StandardCharsets.UTF_8));
      files.putIfVersion(COUNTER, bytes(Integer.toString(count + 1)), version);
      return true;
    } catch (RefusedException e) {
      assertEquals(e.getMessage(), Errno.ESTALE, e.errno());
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void whatAnEditorWritesIsPutInPlace() throws IOException {
    config.put("storage.cfg", "dir: local\n");
    Program.Result result = edit("sed -i s/local/other/", "storage.cfg");
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals("dir: other\n", config.done("cat", "storage.cfg"));
    assertEquals(0, edit("sh -c 'echo made > \"$0\"'", "new.cfg").status());
    assertEquals("made\n", config.done("cat", "new.cfg"));
  }

  @Test
  public void whatIsNotChangedIsNotWritten() {
    config.put("storage.cfg", "dir: local\n");
    String before = version(config, "storage.cfg");
    Program.Result result = edit("true", "storage.cfg");
    assertEquals(0, result.status());
    assertEquals(List.of("nothing was changed"), result.errors());
    assertEquals(before, version(config, "storage.cfg"));
    assertEquals(0, edit("true", "none").status());
    config.fails("(ENOENT)", "cat", "none");
  }

  /** The editor has the other change made while it has the file open. */
  @Test
  public void anothersChangeIsNotOverwrittenAndTheTextIsKept() throws IOException {
    config.put("priv.cfg", "old\n");
    Path others = Files.writeString(path("others"), "others\n");
    String command =
        "sh -c 'echo mine > \"$0\"; mkfifo " + path("go") + "; cat " + path("go") + "'";
    try (Program program =
        Program.startWithin(
            List.of("env", "VISUAL=" + command), config.arguments("edit", "priv.cfg"))) {
      // the shell opens the pipe when there is one, and writing waits for the reader
      Eventually.assertBecomes("the editor runs", true, () -> Files.exists(path("go")));
      config.done("put", "priv.cfg", others.toString());
      Files.writeString(path("go"), "go");
      Program.Result result = program.awaitEnd(Program.PATIENCE);
      assertEquals(CHANGED, result.status());
      String line = result.errors().get(result.errors().size() - 1);
      assertThat(line, containsString("/priv.cfg: has been changed"));
      Path kept = Path.of(line.substring(line.lastIndexOf("your text is in ") + 16));
      assertEquals("mine\n", Files.readString(kept));
      assertEquals(
          PosixFilePermissions.fromString("rwx------"),
          Files.getPosixFilePermissions(kept.getParent()));
    }
    assertEquals("others\n", config.done("cat", "priv.cfg"));
  }

  @Test
  public void aFailingEditorChangesNothing() {
    config.put("a", "old\n");
    Program.Result result = edit("sh -c 'echo mine > \"$0\"; exit 3'", "a");
    assertEquals(1, result.status());
    assertThat(result.errors().toString(), containsString("ended with status 3, and nothing was"));
    assertEquals("old\n", config.done("cat", "a"));
    result = edit("true", ".members");
    assertThat(result.errors().toString(), containsString("(EACCES)"));
    assertFalse(result.status() == 0);
  }

  private Program.Result edit(String editor, String path) {
    try (Program program =
        Program.startWithin(
            List.of("env", "-u", "VISUAL", "EDITOR=" + editor), config.arguments("edit", path))) {
      return program.awaitEnd(Program.PATIENCE);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }
}
