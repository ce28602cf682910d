package dev.pmxcfs.ipc.service;

import static dev.qbipc.AsyncAssertions.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.cli.base.ModuleOptions;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.RecordedDatabase;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * Measurements grow old for libqb's C client (item 106). The service runs in the test's own
 * process, on a clock that the test sets.
 */
@RunWith(VertxUnitRunner.class)
public class MeasurementAgeTest {

  private static final int SET_STATUS = 4;
  private static final int GET_RRD_DUMP = 10;
  private static final int NAME_FIELD = 256;
  private static final long START = 1_795_533_608;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = Program.newService();
  private final ManualClock clock = new ManualClock(START);
  private Vertx vertx;
  private ClusterState state;

  @Before
  public void serve(TestContext test) throws Exception {
    vertx = EpollVertx.start(1);
    Path directory = folder.getRoot().toPath();
    state = RecordedDatabase.openFresh(directory, clock);
    QbServer server = QbServer.create(vertx, new QbServerOptions().setService(service));
    server.acceptPolicy(peer -> Admission.readWrite());
    new ModuleOptions()
        .directory()
        .orElseThrow()
        .load(new ServedModules(vertx, server, state))
        .compose(loaded -> server.listen())
        .onComplete(test.asyncAssertSuccess());
  }

  @After
  public void stop(TestContext test) throws Exception {
    await(test, vertx.close());
    state.close();
  }

  @Test
  public void item106_anEntryVanishesAfter300Seconds() {
    try (var client = LibqbClient.connect(service)) {
      set(client, "rrd/old", "1:2");
      clock.advance(100);
      set(client, "rrd/new", "3:4");
      clock.advance(200);
      assertEquals(List.of("\0", "new:3:4", "old:1:2"), dump(client));
      clock.advance(2);
      assertEquals(List.of("\0", "new:3:4"), dump(client));
      clock.advance(100);
      assertEquals(List.of("\0"), dump(client));
    }
  }

  private static void set(LibqbClient client, String key, String data) {
    byte[] value = (data + "\0").getBytes(US_ASCII);
    byte[] payload = Arrays.copyOf(key.getBytes(US_ASCII), NAME_FIELD + value.length);
    System.arraycopy(value, 0, payload, NAME_FIELD, value.length);
    assertEquals(0, client.call(SET_STATUS, payload).error());
  }

  /** The lines in order; they come in any. */
  private static List<String> dump(LibqbClient client) {
    String text = new String(client.call(GET_RRD_DUMP, new byte[0]).payload(), US_ASCII);
    return Arrays.stream(text.split("\n")).sorted().toList();
  }
}
