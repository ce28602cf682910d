package dev.pmxcfs.ipc.files;

import static dev.qbipc.AsyncAssertions.onThread;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.state.RecordedDatabase;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * Two hundred files are put and acknowledged, while the server is killed with SIGKILL at random
 * points and started again: nothing that was acknowledged is lost, and the database always loads
 * (operations, section 6).
 */
@RunWith(VertxUnitRunner.class)
public class KilledServerTest {

  private static final int WRITES = 200;
  private static final int KILLS = 5;
  private static final int PATHS = 40;
  private static final int MAX_CONTENTS = 20_000;
  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int GET_CONFIG = 6;
  private static final int MIB = 1024 * 1024;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = Program.newService();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** What each path has to hold: what was last acknowledged. */
  private final Map<String, byte[]> acknowledged = new HashMap<>();

  private int writes;

  /** A write that was under way at the kill: it may be there or not, but no other. */
  private String unansweredPath;

  private byte[] unanswered;

  private Vertx vertx;
  private Program server;

  @Before
  public void start() {
    vertx = EpollVertx.start(1);
    serve();
  }

  @After
  public void stop(TestContext test) {
    server.close();
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private void serve() {
    String database = database().toString();
    server = Program.startService(service, "serve", "--service", service, "--db", database);
  }

  @Test
  public void twoHundredWrites_killedAtRandomPoints_loseNothingAcknowledged(TestContext test)
      throws Exception {
    System.out.println("KilledServerTest: seed " + seed);
    for (int point : killPoints()) {
      writeUntilKilledAfter(test, point);
      assertIntact();
      serve();
      assertAllThere();
    }
    try (ServedFiles files = ServedFiles.connect(vertx, service)) {
      while (writes < WRITES) {
        write(files);
      }
    }
    assertAllThere();
    assertEquals(WRITES, writes);
  }

  /** How many writes are acknowledged before each kill, at least. */
  private Iterable<Integer> killPoints() {
    TreeSet<Integer> points = new TreeSet<>();
    while (points.size() < KILLS) {
      points.add(random.nextInt(WRITES - 1));
    }
    return points;
  }

  private void writeUntilKilledAfter(TestContext test, int point) throws Exception {
    Async killed = null;
    try (ServedFiles files = ServedFiles.connect(vertx, service)) {
      while (writes < WRITES) {
        if (writes >= point && killed == null) {
          long wait = random.nextLong(MAX_WAIT_NANOS);
          killed = onThread(test, () -> killAfter(wait));
        }
        write(files);
      }
    } catch (IOException e) {
      assertNotNull("seed " + seed + ": the server ended by itself", killed);
    }
    assertNotNull(killed);
    killed.awaitSuccess(Program.PATIENCE.toMillis());
    server.awaitEnd(Program.PATIENCE);
    assertEquals("left by a killed server", List.of(), server.temporaryFiles());
    removeSharedMemory();
  }

  private void killAfter(long nanos) {
    LockSupport.parkNanos(nanos);
    server.kill();
  }

  /** A killed server cannot remove its rings. */
  private void removeSharedMemory() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/dev/shm"))) {
      String own = "qb-" + server.pid() + "-";
      for (Path rings :
          all.filter(path -> path.getFileName().toString().startsWith(own)).toList()) {
        try (Stream<Path> files = Files.walk(rings)) {
          files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
      }
    }
  }

  private void write(ServedFiles files) throws Exception {
    unansweredPath = "file" + random.nextInt(PATHS);
    unanswered = new byte[1 + random.nextInt(MAX_CONTENTS)];
    random.nextBytes(unanswered);
    files.put(unansweredPath.getBytes(US_ASCII), unanswered);
    acknowledged.put(unansweredPath, unanswered);
    writes++;
  }

  /** Looks at a copy, so that the server itself has to take in what the killed one left. */
  private void assertIntact() throws Exception {
    Path copy = folder.newFolder().toPath();
    for (String name : new String[] {"config.db", "config.db-wal"}) {
      Path left = database().resolveSibling(name);
      if (Files.exists(left)) {
        Files.copy(left, copy.resolve(name));
      }
    }
    assertEquals(
        "seed " + seed,
        "ok",
        RecordedDatabase.at(copy.resolve("config.db")).query("pragma integrity_check"));
  }

  private void assertAllThere() {
    try (var client = LibqbClient.connect(service, MIB)) {
      for (int i = 0; i < PATHS; i++) {
        String path = "file" + i;
        byte[] expected = acknowledged.get(path);
        LibqbMessage answer = client.call(GET_CONFIG, (path + "\0").getBytes(US_ASCII));
        if (path.equals(unansweredPath) && isUnanswered(answer)) {
          acknowledged.put(path, unanswered);
        } else {
          String about = "seed " + seed + ", " + path + " after " + writes;
          assertEquals(about, expected == null ? -Errno.ENOENT : 0, answer.error());
          assertTrue(about, expected == null || sameBytes(expected, answer.payload()));
        }
      }
    }
  }

  private boolean isUnanswered(LibqbMessage answer) {
    return answer.error() == 0 && sameBytes(unanswered, answer.payload());
  }

  private static boolean sameBytes(byte[] expected, byte[] actual) {
    return Arrays.equals(expected, actual);
  }

  private Path database() {
    return folder.getRoot().toPath().resolve("config.db");
  }
}
