package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncConnection;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What connections leave behind, here and in corosync. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class ConnectionsTest {

  private static final int COUNT = 1000;

  /** Far less than one of the rings for each connection. */
  private static final long KIB_THAT_COROSYNC_MAY_GROW = 10 * COUNT;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private RealCorosync node;
  private Corosync corosync;

  @Before
  public void startCorosync() {
    node = RealCorosync.create(folder.getRoot().toPath()).start();
    corosync = Corosync.create(vertx, node.options());
  }

  @After
  public void end() {
    Waiting.value(vertx.close());
    node.close();
  }

  /** A tracking and a list that is not at its end are left to corosync to clean up. */
  private Future<? extends CorosyncConnection> mapInUse() {
    return corosync
        .cmap()
        .compose(
            cmap ->
                cmap.trackPrefix("", change -> {}).compose(tracking -> firstKey(cmap)).map(cmap));
  }

  private static Future<Void> firstKey(Cmap cmap) {
    Promise<Void> reached = Promise.promise();
    cmap.iterate(
        "",
        key -> {
          reached.complete();
          return Future.future(never -> {});
        });
    return reached.future();
  }

  private List<Supplier<Future<? extends CorosyncConnection>>> services() {
    return List.of(
        corosync::cpg,
        corosync::cmap,
        this::mapInUse,
        corosync::cmapStatistics,
        corosync::cfg,
        corosync::quorum,
        corosync::votequorum);
  }

  private void connect(int count) {
    var services = services();
    for (int i = 0; i < count; i++) {
      Waiting.value(Waiting.value(services.get(i % services.size()).get()).close());
    }
  }

  /** A page more than a mebibyte, as corosync's own libraries have: smaller ones get stuck. */
  @Test
  public void item300_eachServiceGrantsRingsOfAMebibyteThatGoWithTheConnection() {
    for (Supplier<Future<? extends CorosyncConnection>> service : services()) {
      CorosyncConnection connection = Waiting.value(service.get());
      assertEquals(Collections.nCopies(3, 1_052_672L), OwnRings.sizes());
      Waiting.value(connection.close());
      Waiting.until(() -> OwnRings.directories() == 0, "corosync to have removed the directory");
    }
  }

  /** After as many as it takes until all code and all memory that is kept has been used. */
  @Test
  public void item355_aThousandConnectionsLeaveNothing() {
    Cmap statistics = Waiting.value(corosync.cmapStatistics());
    connect(200);
    String corosyncs = "/proc/" + node.corosyncPid();
    awaitAlone(statistics);
    long descriptors = descriptors("/proc/self");
    long theirDescriptors = descriptors(corosyncs);
    long theirMemory = ProcessMemory.kibibytes(node.corosyncPid());
    int threads = Thread.activeCount();
    connect(COUNT);
    awaitAlone(statistics);
    Waiting.until(() -> descriptors("/proc/self") <= descriptors, "descriptors as before");
    Waiting.until(() -> descriptors(corosyncs) <= theirDescriptors, "corosync's as before");
    Waiting.until(() -> OwnRings.directories() == 1, "the rings of one connection");
    long grown = ProcessMemory.kibibytes(node.corosyncPid()) - theirMemory;
    assertTrue("corosync has grown by " + grown + " KiB", grown < KIB_THAT_COROSYNC_MAY_GROW);
    assertTrue(threads + " threads before", Thread.activeCount() < threads + COUNT / 10);
  }

  /** Corosync counts a connection until it has cleaned up behind it. */
  private static void awaitAlone(Cmap statistics) {
    Waiting.until(
        () -> Waiting.value(statistics.get("stats.ipcs.global.active")).asLong() == 1,
        "one connection in corosync");
  }

  private static long descriptors(String process) {
    try (Stream<Path> all = Files.list(Path.of(process, "fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
