package dev.pmxcfs.ipc.files;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.onThread;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** No answer waits for a disk: all operations answer while a change cannot be stored yet. */
@RunWith(VertxUnitRunner.class)
public class SlowDiskTest {

  private static final int GET_CONFIG = 6;
  private static final int NAME_FIELD = 256;

  /** How long requests are sent meanwhile; a change waits up to ten seconds for the database. */
  private static final long MEANWHILE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final byte[] NOTHING = {};
  private static final byte[] PATH = "storage.cfg\0".getBytes(US_ASCII);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = Program.newService();

  @Test
  public void allOperationsAnswerWhileAChangeWaitsForTheDatabase(TestContext test)
      throws Exception {
    Path database = folder.getRoot().toPath().resolve("config.db");
    programs.startService(service, "serve", "--service", service, "--db", database.toString());
    Vertx vertx = EpollVertx.start(1);
    try (var client = LibqbClient.connect(service);
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement lock = other.createStatement()) {
      lock.execute("BEGIN IMMEDIATE");
      Async put = onThread(test, () -> put(vertx));
      long end = System.nanoTime() + MEANWHILE_NANOS;
      do {
        askAll(client);
      } while (System.nanoTime() < end);
      assertFalse("the change did not wait", put.isCompleted());
      lock.execute("ROLLBACK");
      put.awaitSuccess(Program.PATIENCE.toMillis());
      assertEquals("new", new String(client.call(GET_CONFIG, PATH).payload(), US_ASCII));
    } finally {
      await(test, vertx.close());
    }
  }

  private void put(Vertx vertx) {
    try (ServedFiles files = ServedFiles.connect(vertx, service)) {
      files.put("storage.cfg".getBytes(US_ASCII), "new".getBytes(US_ASCII));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Each operation, and the error that is right before the change. */
  private static void askAll(LibqbClient client) {
    byte[] status = Arrays.copyOf("kv/a".getBytes(US_ASCII), NAME_FIELD + 1);
    byte[] measurement = Arrays.copyOf("rrd/a".getBytes(US_ASCII), NAME_FIELD + 1);
    Map<Integer, byte[]> succeed = new LinkedHashMap<>();
    succeed.put(1, NOTHING);
    succeed.put(2, NOTHING);
    succeed.put(3, NOTHING);
    succeed.put(4, status);
    succeed.put(5, Arrays.copyOf(status, 2 * NAME_FIELD));
    succeed.put(7, "\6\2\2u\0t\0message\0".getBytes(US_ASCII));
    succeed.put(8, new byte[17]);
    succeed.put(10, NOTHING);
    succeed.put(11, "\0\0\0\0lock\0".getBytes(US_ASCII));
    succeed.put(13, "\0\0\0\0\1lock\0".getBytes(US_ASCII));
    succeed.forEach((id, payload) -> assertEquals("" + id, 0, client.call(id, payload).error()));
    assertEquals(0, client.call(4, measurement).error());
    assertEquals(-Errno.ENOENT, client.call(GET_CONFIG, PATH).error());
    assertEquals(-Errno.ENOENT, client.call(12, "a b\0".getBytes(US_ASCII)).error());
  }
}
