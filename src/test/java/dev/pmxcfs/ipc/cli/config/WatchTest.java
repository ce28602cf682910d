package dev.pmxcfs.ipc.cli.config;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.admin.FilesWatch;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.WatchedChange;
import dev.pmxcfs.ipc.admin.WatchedTree;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.ConfigCommands;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The command {@code config watch}: each change once, whatever becomes of the server. */
@RunWith(VertxUnitRunner.class)
public class WatchTest {

  private static final int NOT_RUNNING = 3;
  private static final int MANY = 6000;
  private static final int MAX_WATCHES = 8;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final ConfigCommands config = ConfigCommands.onService(service);

  private Program serve() {
    return serve("--db", path("config.db").toString());
  }

  private Program serve(String option, String source) {
    return programs.startService(service, "serve", "--service", service, option, source);
  }

  private Program watch(String... arguments) {
    List<String> all = new ArrayList<>(List.of("config", "watch", "--service", service));
    all.addAll(List.of(arguments));
    return Program.start(all.toArray(String[]::new));
  }

  /** What the next line of a watch says: the event, where from, and the path. */
  private static String event(Program watch) {
    var json = new JsonObject(watch.readLine());
    String from = json.getString("from");
    String path = json.getString("path");
    return json.getString("event")
        + (from == null ? "" : " " + from)
        + (path == null ? "" : " " + path);
  }

  private static void tells(Program watch, String... events) {
    for (String event : events) {
      assertEquals(event, event(watch));
    }
  }

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  @Test
  public void eachChangeIsALineWhenItIsMade() {
    serve();
    config.put("before", "x");
    try (Program watch = watch("--json")) {
      tells(watch, "begin");
      config.done("mkdir", "d");
      tells(watch, "create d");
      config.put("f", "text");
      tells(watch, "create f");
      config.put("f", "other");
      var change = new JsonObject(watch.readLine());
      assertEquals("change", change.getString("event"));
      assertEquals(5, change.getInteger("size").intValue());
      assertEquals(
          new JsonObject(config.done("stat", "--json", "f")).getLong("version"),
          change.getLong("version"));
      config.done("mv", "f", "d/g");
      tells(watch, "move f d/g");
      config.done("rm", "d/g");
      config.done("rm", "d");
      tells(watch, "delete d/g", "delete d");
    }
  }

  @Test
  public void anImportIsOneChangeOfManyLines() throws IOException {
    serve();
    Path source = folder.newFolder("source").toPath();
    for (int i = 100; i < 400; i++) {
      Files.writeString(source.resolve("file-" + i), "x");
    }
    try (Program watch = watch("--json")) {
      tells(watch, "begin");
      config.done("import", source.toString());
      for (int i = 100; i < 400; i++) {
        tells(watch, "create file-" + i);
      }
      config.put("end", "x");
      tells(watch, "create end");
    }
  }

  @Test
  public void onlyWhatIsBelowAPathIsTold() {
    serve();
    try (Program watch = watch("--json", "/nodes/a")) {
      tells(watch, "begin");
      config.done("mkdir", "-p", "nodes/ab");
      config.done("mkdir", "-p", "nodes/a");
      config.put("nodes/ab/f", "x");
      config.put("nodes/a/f", "x");
      config.done("mv", "nodes/a/f", "g");
      config.done("mv", "g", "nodes/a/h");
      tells(watch, "create nodes/a", "create nodes/a/f", "move nodes/a/f g", "move g nodes/a/h");
    }
  }

  @Test
  public void restartsOfTheServerAreGapsInWhichNothingIsLostNorTwice() throws IOException {
    Program server = serve();
    config.put("same", "x");
    config.put("old", "x");
    try (Program watch = watch("--json")) {
      tells(watch, "begin");
      config.put("told", "x");
      tells(watch, "create told");
      for (int i = 0; i < 3; i++) {
        server.terminate();
        Program.Result end = server.awaitEnd(Program.PATIENCE);
        assertEquals(end.errors().toString(), 0, end.status());
        assertFalse(end.errors().toString(), end.errors().toString().contains("did not close"));
        assertThat(watch.readLine(), containsString("has ended"));
        var offline = ConfigCommands.onDatabase(path("config.db"));
        offline.put("told", "changed " + i);
        offline.put("new" + i, "x");
        server = serve();
        tells(watch, "create new" + i, "change told");
        config.put("same", "y" + i);
        tells(watch, "change same");
      }
      server.kill();
      server.awaitEnd(Program.PATIENCE);
      assertThat(watch.readLine(), containsString("has ended"));
      ConfigCommands.onDatabase(path("config.db")).done("rm", "old");
      serve();
      tells(watch, "delete old");
      config.put("end", "x");
      tells(watch, "create end");
    }
  }

  @Test
  public void peopleGetLinesAndNotesOfTheirOwn() {
    Program server = serve();
    try (Program watch = watch()) {
      watch.awaitErrorLine("watching " + service + " from version ");
      config.put("a b", "text");
      String line = watch.readLine();
      assertTrue(line, line.matches("2.* create  a b  \\(version \\d+, 4 bytes\\)"));
      server.terminate();
      watch.awaitErrorLine("the server " + service + " has ended; waiting until it is back");
    }
  }

  @Test
  public void aDirectoryThatIsServedIsWatchedToo() throws IOException {
    Path served = folder.newFolder("served").toPath();
    Files.writeString(served.resolve("a"), "x");
    Files.writeString(served.resolve("b"), "x");
    Program server = serve("--config-dir", served.toString());
    try (Program watch = watch("--json")) {
      tells(watch, "begin");
      // a file that is written there may be seen while it is empty
      Files.move(Files.writeString(path("c"), "new"), served.resolve("c"));
      tells(watch, "create c");
      server.terminate();
      server.awaitEnd(Program.PATIENCE);
      assertThat(watch.readLine(), containsString("has ended"));
      Files.writeString(served.resolve("b"), "longer");
      serve("--config-dir", served.toString());
      tells(watch, "change b");
    }
  }

  /** Which harms nobody: neither the server, nor who changes files, nor the watcher. */
  @Test
  public void whoFetchesTooSeldomIsToldAndBeginsAnew(TestContext test) throws Exception {
    serve();
    Path source = folder.newFolder("source").toPath();
    String suffix = "x".repeat(240);
    for (int i = 0; i < MANY; i++) {
      Files.createFile(source.resolve(i + suffix));
    }
    Vertx vertx = EpollVertx.start(1);
    try (FilesWatch watch = FilesWatch.connect(vertx, service)) {
      assertEquals(0, watch.begin().entries().size());
      config.done("import", source.toString());
      config.put("later", "x");
      assertEquals(Optional.empty(), watch.next());
      assertEquals("until it begins", Optional.empty(), watch.next());
      WatchedTree tree = watch.begin();
      assertEquals(MANY + 1, tree.entries().size());
      config.put("more", "x");
      WatchedChange change = watch.next().orElseThrow();
      assertEquals(
          List.of("more"),
          change.changed().stream().map(entry -> entry.attributes().name().toString()).toList());
      assertTrue(change.version() > tree.version());
    } finally {
      vertx.close().onComplete(test.asyncAssertSuccess());
    }
  }

  @Test
  public void watchersLeaveRoomForOtherCommands(TestContext test) throws Exception {
    serve();
    Vertx vertx = EpollVertx.start(1);
    List<FilesWatch> watches = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_WATCHES; i++) {
        watches.add(FilesWatch.connect(vertx, service));
        watches.get(i).begin();
        watches.get(i).begin();
      }
      try (FilesWatch other = FilesWatch.connect(vertx, service)) {
        RefusedException refused = assertThrows(RefusedException.class, other::begin);
        assertEquals(Errno.EBUSY, refused.errno());
        watches.remove(0).close();
        Eventually.assertBecomes("a place is free", true, () -> hasBegun(other));
      }
      config.put("a", "x");
    } finally {
      watches.forEach(FilesWatch::close);
      vertx.close().onComplete(test.asyncAssertSuccess());
    }
  }

  private static boolean hasBegun(FilesWatch watch) {
    try {
      watch.begin();
      return true;
    } catch (RefusedException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void aServerThatDoesNotRunIsNotWaitedFor() {
    try (Program watch = watch()) {
      assertEquals(NOT_RUNNING, watch.awaitEnd(Program.PATIENCE).status());
    }
  }
}
