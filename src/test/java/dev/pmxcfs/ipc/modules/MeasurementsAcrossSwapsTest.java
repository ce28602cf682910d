package dev.pmxcfs.ipc.modules;

import static dev.qbipc.AsyncAssertions.onThread;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.admin.RunningService;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.RrdcachedStandIn;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * The writer of measurements is the node's, not the operation's that takes them: while the
 * operation is swapped again and again, each measurement is written once and in its order, over one
 * connection to rrdcached.
 */
@RunWith(VertxUnitRunner.class)
public class MeasurementsAcrossSwapsTest {

  private static final int SET_STATUS = 4;
  private static final int NAME_FIELD = 256;
  private static final int SWAPS = 30;
  private static final int AT_ONCE = 100;
  private static final long START = 1_795_533_608;
  private static final String FILE = "pve-storage-9.0/n/s";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = EpollVertx.start(1);

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void noneIsLostDoubledOrOvertaken(TestContext test) throws Exception {
    var served = new ServedDirectory(folder.newFolder("served").toPath());
    Path files = folder.newFolder("db").toPath();
    Path socket = folder.getRoot().toPath().resolve("rrdcached.sock");
    try (var daemon = RrdcachedStandIn.start(socket, "0 errors, enqueued 1 value(s).")) {
      Program server =
          programs.startService(
              served.service(),
              served.serve("--rrd-directory", files.toString(), "--rrdcached", socket.toString()));
      Async swaps = onThread(test, () -> swap(served.service()));
      try (var client = LibqbClient.connect(served.service())) {
        long time = START;
        do {
          publish(client, time);
          for (int i = 0; i < AT_ONCE; i++, time++) {
            assertEquals("update " + files + "/" + FILE + " " + time + ":1:1", daemon.next());
          }
        } while (!swaps.isCompleted());
      }
      swaps.awaitSuccess();
      server.terminate();
      assertEquals(0, server.awaitEnd(Program.PATIENCE).status());
      assertEquals(List.of(), daemon.rest());
    }
  }

  /** So few that the queue has room for them. */
  private static void publish(LibqbClient client, long time) {
    for (int i = 0; i < AT_ONCE; i++) {
      byte[] value = (time + i + ":1:1\0").getBytes(US_ASCII);
      byte[] payload = Arrays.copyOf(("rrd/" + FILE).getBytes(US_ASCII), NAME_FIELD + value.length);
      System.arraycopy(value, 0, payload, NAME_FIELD, value.length);
      assertEquals(0, client.call(SET_STATUS, payload).error());
    }
  }

  private void swap(String service) {
    Path jar =
        ServedDirectory.programsModules().stream()
            .filter(module -> module.getFileName().toString().contains("status"))
            .findFirst()
            .orElseThrow();
    try (var running = RunningService.connect(vertx, service)) {
      for (int i = 0; i < SWAPS; i++) {
        running.swap(jar);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
