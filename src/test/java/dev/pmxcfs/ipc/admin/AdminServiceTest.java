package dev.pmxcfs.ipc.admin;

import static dev.qbipc.AsyncAssertions.onThread;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.Identity;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.change.PutFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.QbException;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The admin service: who may use it, what it does not take, and what a crash leaves. */
@RunWith(VertxUnitRunner.class)
public class AdminServiceTest {

  private static final int CHANGE = 3;
  private static final int IMPORT_ENTRIES = 8;
  private static final int IMPORT_COMMIT = 9;
  private static final int PART = 18;
  private static final int UNKNOWN = 99;

  private static final int MAX_REQUEST = (1024 + 64) * 1024;

  private static final int MAX_CONNECTIONS = 16;
  private static final int CRASHES = 3;
  private static final int PUTS = 200;
  private static final int IMPORTED = 500;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();
  private final Vertx vertx = EpollVertx.start(1);
  private Program server;

  @Before
  public void serve() {
    server =
        programs.startService(
            service, "serve", "--service", service, "--db", database().toString());
  }

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  /** Who is not root is sent away at once, which libqb may find while it sends its request. */
  @Test
  @Needs(Requirement.ROOT)
  public void nobodyButRootComesIn() throws Exception {
    int wwwData = Identity.WEB_GROUP;
    for (Identity client :
        List.of(new Identity(33, wwwData), new Identity(0, wwwData), new Identity(1000, 0))) {
      QbException refused =
          assertThrows(
              client.toString(),
              QbException.class,
              () -> client.run(() -> LibqbClient.connect(service + "-admin")));
      boolean hungUp = client.uid() != 0 && refused.errno() == Errno.EPIPE;
      assertTrue(client + ": " + refused.errno(), refused.errno() == Errno.EPERM || hungUp);
    }
    connect().close();
  }

  @Test
  public void sixteenConnectionsAreOpenAtMost() {
    List<LibqbClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_CONNECTIONS; i++) {
        clients.add(LibqbClient.connect(service + "-admin"));
      }
      QbException refused =
          assertThrows(QbException.class, () -> LibqbClient.connect(service + "-admin"));
      assertEquals(Errno.EAGAIN, refused.errno());
      assertEquals("the others go on", 0, clients.get(0).call(CHANGE, put("a", "b")).error());
    } finally {
      clients.forEach(LibqbClient::close);
    }
  }

  @Test
  public void requestsThatAreNotLaidOutWellAreRefused() {
    byte[] cutOff = Arrays.copyOf(put("a", "b"), put("a", "b").length - 1);
    byte[] unknown = put("a", "b");
    unknown[0] = 99;
    try (var client = connect()) {
      for (byte[] payload : List.of(new byte[0], new byte[3], fields("one"), cutOff, unknown)) {
        LibqbMessage answer = client.call(CHANGE, payload);
        assertEquals(-Errno.EINVAL, answer.error());
        assertThat(text(answer), containsString("request 3"));
      }
      assertEquals(-Errno.EINVAL, client.call(IMPORT_ENTRIES, fields("one")).error());
      assertEquals(-Errno.EINVAL, client.call(IMPORT_COMMIT, new byte[1]).error());
      assertEquals(-Errno.ENOSYS, client.call(UNKNOWN, new byte[0]).error());
      assertEquals("it goes on", 0, client.call(CHANGE, put("a", "b")).error());
    }
  }

  /** As commands send it, whose rings are small. */
  @Test
  public void aRequestInPartsIsOne() throws Exception {
    byte[] whole = put("a", "what is sent in parts");
    try (var client = connect();
        var other = connect()) {
      for (byte one : whole) {
        assertEquals(0, client.call(PART, new byte[] {one}).error());
      }
      assertEquals("of another connection", -Errno.EINVAL, other.call(CHANGE, new byte[0]).error());
      assertEquals(0, client.call(CHANGE, new byte[0]).error());
      assertEquals("used once", -Errno.EINVAL, client.call(CHANGE, new byte[0]).error());
    }
    try (var files = ServedFiles.connect(vertx, service)) {
      assertArrayEquals(bytes("what is sent in parts"), files.read(bytes("a")));
    }
  }

  @Test
  public void aRequestInPartsIsNoLargerThanOneMayBe() {
    byte[] part = new byte[MAX_REQUEST / 2];
    try (var client = connect()) {
      assertEquals(0, client.call(PART, part).error());
      assertEquals(0, client.call(PART, part).error());
      LibqbMessage refused = client.call(PART, new byte[1]);
      assertEquals(-Errno.EMSGSIZE, refused.error());
      assertThat(text(refused), containsString("larger than " + MAX_REQUEST + " bytes (EMSGSIZE)"));
      assertEquals(0, client.call(PART, part).error());
      assertEquals(-Errno.EMSGSIZE, client.call(CHANGE, new byte[MAX_REQUEST / 2 + 1]).error());
      assertEquals("forgotten", 0, client.call(CHANGE, put("a", "b")).error());
    }
  }

  private static byte[] put(String path, String contents) {
    var change = new PutFile(ConfigPath.of(path), bytes(contents));
    return ChangeRequestDescriptor.encode(change).getBytes();
  }

  /** An import of many megabytes took twice the time with the smallest ones. */
  @Test
  public void filesMoveThroughLargerRingsThanQuestions() throws Exception {
    try (var files = ServedFiles.connect(vertx, service)) {
      files.list(bytes("/"));
      assertTrue("" + ringSize(), ringSize() >= 256 * 1024);
    }
    Eventually.assertBecomes("rings", 0L, this::ringSize);
    try (var running = RunningService.connect(vertx, service)) {
      running.logLevel();
      assertTrue("" + ringSize(), ringSize() < 64 * 1024);
    }
  }

  /** The bytes of the request ring of the connection that is open, 0 without one. */
  private long ringSize() {
    String name = "qb-request-" + service + "-admin-data";
    long size = 0;
    try (var directories = Files.newDirectoryStream(Path.of("/dev/shm"), "qb-*")) {
      for (Path directory : directories) {
        Path ring = directory.resolve(name);
        size += Files.exists(ring) ? Files.size(ring) : 0;
      }
      return size;
    } catch (NoSuchFileException e) {
      return ringSize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void aPathWithANulIsRefused() {
    try (var client = connect()) {
      LibqbMessage answer = client.call(CHANGE, put("a\0b", "x"));
      assertEquals(-Errno.EINVAL, answer.error());
      assertThat(text(answer), containsString("contains a NUL (EINVAL)"));
    }
  }

  @Test
  public void anImportBelongsToItsConnectionAndEndsWithIt() throws Exception {
    try (var first = connect();
        var second = connect()) {
      assertEquals(0, first.call(IMPORT_ENTRIES, fields("file", "a", "x")).error());
      assertEquals(0, second.call(IMPORT_COMMIT, new byte[0]).error());
    }
    try (var third = connect();
        var files = ServedFiles.connect(vertx, service)) {
      assertEquals(0, third.call(IMPORT_COMMIT, new byte[0]).error());
      assertThrows(RefusedException.class, () -> files.read(bytes("a")));
    }
  }

  /** An export is of one moment. */
  @Test
  public void aConnectionReadsTheFilesAsTheyWereAtItsBeginning() throws Exception {
    try (var writer = ServedFiles.connect(vertx, service)) {
      writer.put(bytes("a"), bytes("old"));
      try (var reader = ServedFiles.connect(vertx, service)) {
        reader.list(bytes("/"));
        writer.put(bytes("a"), bytes("new"));
        assertArrayEquals(bytes("old"), reader.read(bytes("a")));
      }
      try (var reader = ServedFiles.connect(vertx, service)) {
        assertArrayEquals(bytes("new"), reader.read(bytes("a")));
      }
    }
  }

  @Test
  public void noServerStartsOnADatabaseThatACommandHas() throws Exception {
    Path other = folder.getRoot().toPath().resolve("other.db");
    try (var held = StoredFiles.open(other)) {
      held.put(bytes("a"), bytes("x"));
      String free = Program.newService();
      Program.Result result = Program.run("serve", "--service", free, "--db", other.toString());
      assertEquals(1, result.status());
      assertThat(
          String.join("\n", result.errors()),
          containsString("in use by process " + ProcessHandle.current().pid()));
    }
  }

  @Test
  public void whatWasAcknowledgedSurvivesKill(TestContext test) throws Exception {
    var random = new Random(1);
    for (int crash = 0; crash < CRASHES; crash++) {
      int last = putUntilKilled(test, crash, random.nextInt(PUTS));
      try (var files = StoredFiles.open(database())) {
        for (int i = 0; i <= last; i++) {
          assertArrayEquals(contents(crash, i), files.read(bytes(crash + "-" + i)));
        }
      }
      serve();
    }
  }

  /** Killed while it is committed, or a little before or after; each time at another moment. */
  @Test
  public void anImportThatIsKilledBringsInAllOrNothing(TestContext test) throws Exception {
    for (int round = 0; round < CRASHES; round++) {
      long delay = TimeUnit.MILLISECONDS.toNanos(2L * round);
      String directory = "round" + round;
      boolean acknowledged =
          importInto(
              directory,
              sent -> {
                if (sent == IMPORTED) {
                  onThread(test, () -> killAfter(delay));
                }
              });
      int count = importedInto(directory);
      assertTrue(count + " files", count == IMPORTED || count == 0 && !acknowledged);
      serve();
    }
  }

  private void killAfter(long nanos) {
    LockSupport.parkNanos(nanos);
    server.kill();
  }

  @Test
  public void anImportThatIsKilledBeforeItsEndBringsInNothing() throws Exception {
    var killed = new AtomicBoolean();
    boolean acknowledged =
        importInto(
            "early",
            sent -> {
              if (sent < IMPORTED && killed.compareAndSet(false, true)) {
                server.kill();
              }
            });
    assertFalse(acknowledged);
    assertEquals(0, importedInto("early"));
  }

  @Test
  public void anImportThatWasAcknowledgedSurvivesKill() throws Exception {
    assertTrue(importInto("late", sent -> {}));
    server.kill();
    assertEquals(IMPORTED, importedInto("late"));
  }

  /**
   * Imports files, in several messages.
   *
   * @param handedOver told how many files were sent; may have the server killed
   * @return whether the import was acknowledged
   */
  private boolean importInto(String directory, IntConsumer handedOver) throws Exception {
    List<ImportedEntry> entries = new ArrayList<>();
    for (int i = 0; i < IMPORTED; i++) {
      entries.add(new ImportedFile(bytes(directory + "/f" + i), new byte[10 * IMPORTED]));
    }
    var files = ServedFiles.connect(vertx, service);
    try {
      files.importAll(new ImportAll(entries, ImportMode.MERGE), handedOver);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      files.close();
    }
  }

  /** How many files of an import the killed server left. */
  private int importedInto(String directory) throws Exception {
    server.awaitEnd(Program.PATIENCE);
    try (var stored = StoredFiles.open(database())) {
      boolean there = stored.list(bytes("/")).contains(ByteString.of(directory + "/"));
      return there ? stored.list(bytes(directory)).size() : 0;
    }
  }

  /**
   * Puts files until the server is gone, which is killed while it goes on.
   *
   * @param killAt the file after which it is killed
   * @return the last file that was acknowledged
   */
  private int putUntilKilled(TestContext test, int crash, int killAt) {
    int acknowledged = -1;
    Async killed = null;
    var files = ServedFiles.connect(vertx, service);
    try {
      for (int i = 0; true; i++) {
        files.put(bytes(crash + "-" + i), contents(crash, i));
        acknowledged = i;
        if (i == killAt) {
          killed = onThread(test, server::kill);
        }
      }
    } catch (IOException e) {
      assertThat(e.getMessage(), containsString("ENOTCONN"));
    } catch (RefusedException e) {
      throw new AssertionError(e);
    } finally {
      files.close();
    }
    killed.awaitSuccess();
    server.awaitEnd(Program.PATIENCE);
    return acknowledged;
  }

  private static byte[] contents(int crash, int file) {
    return bytes("file " + file + " of round " + crash);
  }

  private LibqbClient connect() {
    return LibqbClient.connect(service + "-admin", 1024 * 1024);
  }

  private static String text(LibqbMessage answer) {
    return new String(answer.payload(), StandardCharsets.UTF_8);
  }

  private static byte[] fields(String... fields) {
    Buffer payload = Buffer.buffer();
    for (String field : fields) {
      payload.appendIntLE(bytes(field).length).appendString(field);
    }
    return payload.getBytes();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path database() {
    return folder.getRoot().toPath().resolve("config.db");
  }
}
