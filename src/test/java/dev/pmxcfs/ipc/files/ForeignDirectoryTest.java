package dev.pmxcfs.ipc.files;

import static dev.qbipc.AsyncAssertions.onThread;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.recorded.Exchanges;
import dev.pmxcfs.state.RecordedDatabase;
import dev.pmxcfs.state.UntouchedFiles;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * root serves, imports and exports directories of another user, who does what he can to be shown
 * what is root's, to have root write elsewhere, or to stop the server.
 */
@RunWith(VertxUnitRunner.class)
@Needs(Requirement.ROOT)
public class ForeignDirectoryTest {

  private static final int FAILED = 1;
  private static final int REFUSED = 4;

  private static final int OWNER_ID = 20_044;
  private static final Identity OWNER = new Identity(OWNER_ID, OWNER_ID);

  private static final int GET_CONFIG = 6;

  /** In each, names change places again and again: what can be led astray is, in a few rounds. */
  private static final int ROUNDS = 200;

  /** Fewer, since each waits until the directory has been opened and read anew. */
  private static final int REOPENINGS = 15;

  private static final int COMMANDS = 25;
  private static final int IMPORTS = 40;
  private static final int EXPORTS = 5;
  private static final int FILES = 2_000;
  private static final String SECRET = "root alone";

  /** As long as systemd gives pmxcfs to end, and as long again for a busy machine. */
  private static final long MAX_ENDING_SECONDS = 20;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private Path directory;
  private Path secrets;

  @Before
  public void makeDirectories() throws IOException {
    assertTrue(folder.getRoot().setExecutable(true, false));
    directory = own(folder.newFolder("theirs").toPath());
    mode(directory, "rwxr-xr-x");
    secrets = folder.newFolder("secrets").toPath();
    mode(secrets, "rwx------");
    Files.writeString(secrets.resolve("user.cfg"), SECRET);
    mode(secrets.resolve("user.cfg"), "rw-------");
    put("steady.cfg", "0");
  }

  private static Path own(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", OWNER_ID, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", OWNER_ID, LinkOption.NOFOLLOW_LINKS);
    return path;
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** Writes a file of the directory's owner. */
  private Path put(String path, String contents) throws IOException {
    Path file = directory.resolve(path);
    if (Files.notExists(file.getParent())) {
      own(Files.createDirectories(file.getParent()));
    }
    return own(Files.writeString(file, contents));
  }

  private Path link(String name, Path target) throws IOException {
    return own(Files.createSymbolicLink(directory.resolve(name), target));
  }

  private Path pipe(String name) throws Exception {
    Path pipe = directory.resolve(name);
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    return own(pipe);
  }

  // ---- what is served --------------------------------------------------------------------------

  private Program serve() {
    return programs.startService(
        service, "serve", "--service", service, "--config-dir", directory.toString());
  }

  private static LibqbMessage ask(LibqbClient client, String path) {
    return client.callWhenThereIsRoom(GET_CONFIG, (path + "\0").getBytes(UTF_8));
  }

  private static String text(LibqbMessage answer) {
    return answer.error() == 0 ? new String(answer.payload(), UTF_8) : Errno.name(answer.error());
  }

  /** Changes a file that is nobody's target, and has it served as it is now. */
  private void assertFollows(LibqbClient client, int round) throws IOException {
    String contents = Integer.toString(round);
    Files.writeString(directory.resolve("steady.cfg"), contents);
    assertEquals(contents, text(ask(client, "steady.cfg")));
  }

  @Test
  public void aDirectoryThatIsExchangedForALinkShowsNothingOfRoots() throws Exception {
    Path real = put("real/user.cfg", "public").getParent();
    Path link = link("link", secrets);
    serve();
    int shown = 0;
    int hidden = 0;
    try (var client = LibqbClient.connect(service);
        var exchanges = Exchanges.of(OWNER, real, link)) {
      for (int round = 0; round < ROUNDS; round++) {
        String answer = text(ask(client, round % 2 == 0 ? "link/user.cfg" : "real/user.cfg"));
        assertFalse(answer, answer.equals(SECRET));
        shown += answer.equals("public") ? 1 : 0;
        hidden += answer.equals("ENOENT") ? 1 : 0;
        assertFollows(client, round);
      }
      assertTrue(exchanges.count() + " exchanges", exchanges.count() > ROUNDS);
    }
    assertTrue("both were seen: " + shown + ", " + hidden, shown > 0 && hidden > 0);
  }

  /** Its path as a whole, where the owner of the directory above can do so. */
  @Test
  public void aServedDirectoryThatIsExchangedForALinkShowsNothingOfRoots() throws Exception {
    Path served = put("served/user.cfg", "public").getParent();
    Path link = link("link", secrets);
    programs.startService(service, "serve", "--service", service, "--config-dir", served + "");
    try (var client = LibqbClient.connect(service)) {
      try (var exchanges = Exchanges.of(OWNER, served, link)) {
        for (int round = 0; round < REOPENINGS; round++) {
          assertEquals("public", text(ask(client, "user.cfg")));
        }
        assertTrue(exchanges.count() + " exchanges", exchanges.count() > REOPENINGS);
        assertImportsNothingOfRoots(served);
      }
    }
  }

  private void assertImportsNothingOfRoots(Path served) throws Exception {
    Path database = database();
    for (int i = 0; i < COMMANDS; i++) {
      InProcess.run("config", "import", "--db", database + "", served + "");
      assertFalse("import " + i, cat(database, "user.cfg").equals(SECRET));
    }
  }

  @Test
  public void aFileThatIsExchangedForALinkShowsNothingOfRoots() throws Exception {
    Path file = put("file.cfg", "public");
    Path link = link("link.cfg", secrets.resolve("user.cfg"));
    serve();
    int shown = 0;
    try (var client = LibqbClient.connect(service);
        var exchanges = Exchanges.of(OWNER, file, link)) {
      for (int round = 0; round < ROUNDS; round++) {
        String answer = text(ask(client, "file.cfg"));
        assertFalse(answer, answer.equals(SECRET));
        shown += answer.equals("public") ? 1 : 0;
        assertFollows(client, round);
      }
      assertTrue(exchanges.count() + " exchanges", exchanges.count() > ROUNDS);
    }
    assertTrue("it was seen", shown > 0);
  }

  @Test
  public void aFileThatIsExchangedForAPipeStopsNeitherTheFollowingNorTheEnd() throws Exception {
    Path file = put("file.cfg", "public");
    Path pipe = pipe("pipe.cfg");
    Program server = serve();
    try (var exchanges = Exchanges.of(OWNER, file, pipe)) {
      try (var client = LibqbClient.connect(service)) {
        for (int round = 0; round < ROUNDS; round++) {
          ask(client, "file.cfg");
          assertFollows(client, round);
        }
      }
      assertTrue(exchanges.count() + " exchanges", exchanges.count() > ROUNDS);
      long begin = System.nanoTime();
      server.terminate();
      assertEquals(0, server.awaitEnd(Program.PATIENCE).status());
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      assertTrue("ended after " + seconds + " s", seconds < MAX_ENDING_SECONDS);
    }
  }

  /** As where fs.protected_hardlinks is off, and as by a rename out of a shared directory. */
  @Test
  public void aFileThatTheOwnerMayNotReadIsNotServed() throws Exception {
    Path secret = secrets.resolve("user.cfg");
    Path planted = Files.createLink(directory.resolve("planted.cfg"), secret);
    Files.writeString(directory.resolve("mine.cfg"), "of root, for all");
    mode(directory.resolve("mine.cfg"), "rw-r--r--");
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.writeString(closed.resolve("user.cfg"), SECRET);
    mode(closed, "rwx------");
    Program server = serve();
    try (var client = LibqbClient.connect(service)) {
      assertEquals("ENOENT", text(ask(client, "planted.cfg")));
      Files.delete(secret);
      assertEquals("one name is left", "ENOENT", text(ask(client, "planted.cfg")));
      assertEquals("ENOENT", text(ask(client, "closed/user.cfg")));
      assertEquals("of root, for all", text(ask(client, "mine.cfg")));
      assertThat(
          String.join("\n", server.errorLines()),
          containsString("/closed in " + directory + " is left out: it may not be read by"));
      own(planted);
      assertEquals("given to the owner", SECRET, text(ask(client, "planted.cfg")));
    }
  }

  // ---- what is imported ------------------------------------------------------------------------

  private Path database() throws Exception {
    Path own = folder.newFolder("own").toPath();
    return RecordedDatabase.create(own, RecordedDatabase.BASE_11).file();
  }

  @Test
  public void anImportTakesNothingOfRootsInAndWaitsForNothing() throws Exception {
    Path database = database();
    Path real = put("real/user.cfg", "public").getParent();
    Path link = link("link", secrets);
    Path file = put("file.cfg", "public");
    Path pipe = pipe("pipe.cfg");
    int imported = 0;
    try (var directories = Exchanges.of(OWNER, real, link);
        var files = Exchanges.of(OWNER, file, pipe)) {
      for (int i = 0; i < IMPORTS; i++) {
        Program.Result result =
            InProcess.run("config", "import", "--db", database + "", directory + "");
        imported += result.status() == 0 ? 1 : 0;
        assertFalse("import " + i, cat(database, "real/user.cfg").equals(SECRET));
        assertFalse("import " + i, cat(database, "link/user.cfg").equals(SECRET));
      }
      assertTrue(directories.count() + " exchanges", directories.count() > IMPORTS);
      assertTrue(files.count() + " exchanges", files.count() > IMPORTS);
    }
    assertTrue("some went through", imported > 0);
  }

  private static String cat(Path database, String file) {
    return InProcess.run("config", "cat", "--db", database + "", file).text();
  }

  @Test
  public void whatIsPutIsNothingThatTheOwnerMayNotRead() throws Exception {
    Path database = database();
    Path file = put("file.cfg", "public");
    Path link = link("link.cfg", secrets.resolve("user.cfg"));
    Path pipe = pipe("pipe.cfg");
    Files.createLink(directory.resolve("planted.cfg"), secrets.resolve("user.cfg"));
    assertRefused(
        put(database, link), "leads over a link of another user to what that one may not");
    assertRefused(
        put(database, pipe), "is not a regular file; send its contents to standard input");
    assertRefused(
        put(database, directory.resolve("planted.cfg")), "may not be read by who owns the");
    int done = 0;
    try (var links = Exchanges.of(OWNER, file, link);
        var pipes = Exchanges.of(OWNER, file, pipe)) {
      for (int i = 0; i < COMMANDS; i++) {
        done += put(database, file).status() == 0 ? 1 : 0;
        assertFalse("put " + i, cat(database, "storage.cfg").equals(SECRET));
      }
      assertTrue(links.count() + " exchanges", links.count() > COMMANDS);
      assertTrue(pipes.count() + " exchanges", pipes.count() > COMMANDS);
    }
    assertTrue("some were done", done > 0);
  }

  private static Program.Result put(Path database, Path file) {
    return InProcess.run("config", "put", "--db", database + "", "storage.cfg", file + "");
  }

  private static void assertRefused(Program.Result result, String reason) {
    assertEquals(reason.contains("may not") ? REFUSED : FAILED, result.status());
    assertEquals(result.errors().toString(), 1, result.errors().size());
    assertThat(result.errors().get(0), containsString(reason));
  }

  // ---- what is exported ------------------------------------------------------------------------

  private Program.Result export(Path database, Path target) {
    return InProcess.run("config", "export", "--db", database + "", target + "");
  }

  @Test
  public void rootExportsIntoNoDirectoryOfAnotherUser() throws Exception {
    Path database = database();
    Path empty = own(Files.createDirectory(directory.resolve("empty")));
    Path link = link("link", secrets);
    String before = UntouchedFiles.of(secrets);
    for (Path target : List.of(empty, directory.resolve("new"), link.resolve("new"))) {
      Program.Result refused = export(database, target);
      assertEquals(1, refused.status());
      assertEquals(
          List.of(
              "pmxcfs-ipc: "
                  + directory
                  + ": belongs to "
                  + OWNER_ID
                  + ", who could have root write elsewhere; use a directory that root alone can"
                  + " write to"),
          refused.errors());
    }
    try (var exchanges = Exchanges.of(OWNER, empty, link)) {
      for (int i = 0; i < COMMANDS; i++) {
        assertEquals(1, export(database, empty).status());
      }
      assertTrue(exchanges.count() + " exchanges", exchanges.count() > COMMANDS);
    }
    assertEquals(before, UntouchedFiles.of(secrets));
    try (Stream<Path> all = Files.list(directory)) {
      assertEquals(3, all.count());
    }
  }

  /** Who is not root may write there, and is led nowhere else once it has begun. */
  @Test
  public void whatIsMovedDuringAnExportLeadsItNowhereElse(TestContext test) throws Exception {
    Path database = readableByAll(databaseOfManyFiles());
    var user = new Identity(OWNER_ID + 1, OWNER_ID + 1);
    Path precious = folder.newFolder("precious").toPath();
    mode(precious, "rwxr-xr-x");
    Path many = Files.createDirectory(precious.resolve("many"));
    Files.setAttribute(many, "unix:uid", user.uid());
    long exchanged = 0;
    for (int i = 0; i < EXPORTS; i++) {
      Path target = own(Files.createDirectory(directory.resolve("target" + i)));
      mode(target, "rwxrwxrwx");
      Path link = link("link" + i, precious);
      Async export = onThread(test, () -> exportAs(user, database, target));
      while (Files.notExists(target.resolve("many")) && !export.isCompleted()) {
        Thread.onSpinWait();
      }
      try (var exchanges = Exchanges.of(OWNER, target, link)) {
        export.awaitSuccess();
        exchanged += exchanges.count();
      }
    }
    assertTrue(exchanged + " exchanges", exchanged > EXPORTS);
    try (Stream<Path> all = Files.list(many)) {
      assertEquals(List.of(), all.toList());
    }
  }

  private void exportAs(Identity user, Path database, Path target) {
    try {
      Program.Result result = user.run(() -> export(database, target));
      assertEquals(result.errors().toString(), 0, result.status());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Path databaseOfManyFiles() throws Exception {
    Path database = database();
    Path source = folder.newFolder("source").toPath();
    Files.createDirectory(source.resolve("many"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(source.resolve("many/f" + i), "x");
    }
    assertEquals(0, InProcess.run("config", "import", "--db", database + "", source + "").status());
    return database;
  }

  private static Path readableByAll(Path database) throws IOException {
    mode(database.getParent(), "rwxr-xr-x");
    mode(database, "rw-r--r--");
    return database;
  }
}
