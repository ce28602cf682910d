package dev.qbipc.corosync;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.OutageLog;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What the log says of corosync. */
@RunWith(VertxUnitRunner.class)
public class OutageTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Rule public final OutageLog log = new OutageLog();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  private List<String> lines() {
    return log.outages();
  }

  @Test
  public void anOutageIsOneLineHoweverManyConnectionsItTakesAndHoweverOftenTheyAreTried() {
    Path directory = folder.getRoot().toPath();
    var corosync =
        Corosync.create(
            vertx, FakeCorosync.options(directory).setConnectTimeout(Duration.ofMillis(50)));
    // Each hears of an outage by itself, the last one perhaps when the first is connected anew.
    BlockingQueue<Cpg> connected = new LinkedBlockingQueue<>();
    BlockingQueue<CorosyncException> lost = new LinkedBlockingQueue<>();
    List<Reconnecting<Cpg>> kept =
        Stream.generate(() -> Reconnecting.keep(vertx, corosync::cpg))
            .map(each -> each.handler(connected::add).lostHandler(lost::add))
            .limit(3)
            .toList();
    kept.forEach(Reconnecting::start);
    Waiting.until(() -> lost.size() == kept.size(), "that all know of it");
    assertEquals(List.of("gone"), lines());
    try (var fake = FakeCorosync.start(directory, "cpg")) {
      Waiting.until(() -> connected.size() == kept.size(), "all connections");
      awaitMade(fake, kept.size());
      assertEquals(List.of("gone", "back"), lines());
    }
    Waiting.until(() -> lost.size() == 2 * kept.size(), "that all know of it");
    try (var fake = FakeCorosync.start(directory, "cpg")) {
      Waiting.until(() -> connected.size() == 2 * kept.size(), "all connections");
      awaitMade(fake, kept.size());
      assertEquals(List.of("gone", "back", "gone", "back"), lines());
    }
    Waiting.until(() -> lost.size() == 3 * kept.size(), "that all know of it");
    assertEquals(List.of("gone", "back", "gone", "back", "gone"), lines());
    kept.forEach(each -> Waiting.value(each.close()));
  }

  /** More than these, where a busy machine let some that were made time out. */
  private static void awaitMade(FakeCorosync fake, int connections) {
    Waiting.until(() -> fake.connections().size() >= connections, "the server's side of them");
  }

  /** Whatever made one connection's request take too long, corosync is there for the others. */
  @Test
  public void aConnectionThatTimesOutBesideOthersIsNoOutage() {
    try (var fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg")) { // answers nothing
      var corosync =
          Corosync.create(vertx, fake.options().setRequestTimeout(Duration.ofMillis(100)));
      Cpg other = Waiting.value(corosync.cpg());
      BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
      Cpg slow = Waiting.value(corosync.cpg()).closeHandler(ends::add);
      assertThrows(CorosyncException.class, () -> Waiting.value(slow.localNodeId()));
      assertEquals(CorosyncError.TIMEOUT, Waiting.take(ends, "the end").error());
      assertEquals(List.of(), lines());
      assertEquals(1, log.alone().size());
      assertThrows(CorosyncException.class, () -> Waiting.value(other.localNodeId()));
      Waiting.until(() -> lines().equals(List.of("gone")), "with the last one it is one");
      assertEquals(1, log.alone().size());
    }
  }

  @Test
  public void closingAConnectionIsNoOutage() {
    try (var fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg")) {
      var corosync = Corosync.create(vertx, fake.options());
      Waiting.value(Waiting.value(corosync.cpg()).close());
      Waiting.value(Waiting.value(corosync.cpg()).close());
      assertEquals(List.of(), lines());
    }
  }

  /** A verticle that is undeployed has its connections closed, and makes no others. */
  @Test
  public void theEndOfAVerticleIsNoOutageAndEndsWhatItKeeps() {
    try (var fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg")) {
      var corosync = Corosync.create(vertx, fake.options());
      var attempts = new AtomicInteger();
      var verticle =
          new VerticleBase() {
            @Override
            public Future<?> start() {
              Promise<Cpg> connected = Promise.promise();
              Reconnecting.keep(
                      vertx,
                      () -> {
                        attempts.incrementAndGet();
                        return corosync.cpg();
                      })
                  .handler(connected::tryComplete)
                  .start();
              return connected.future();
            }
          };
      String deployed = Waiting.value(vertx.deployVerticle(verticle));
      Waiting.value(vertx.undeploy(deployed));
      Waiting.until(() -> fake.connections().size() == 1, "the connection");
      Waiting.value(fake.connections().get(0).closed());
      // A connection of another owner, which would have been told of an outage.
      Waiting.value(Waiting.value(corosync.cpg()).close());
      assertEquals(List.of(), lines());
      assertEquals(1, attempts.get());
    }
  }

  @Test
  public void aVerticleThatEndsWhileItConnectsIsNoOutageEither() {
    var corosync = Corosync.create(vertx, FakeCorosync.options(folder.getRoot().toPath()));
    Promise<Cpg> tried = Promise.promise();
    var verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            corosync.cpg().onComplete(tried);
            return Future.succeededFuture();
          }
        };
    String deployed = Waiting.value(vertx.deployVerticle(verticle));
    Waiting.value(vertx.undeploy(deployed));
    assertThrows(CorosyncException.class, () -> Waiting.value(tried.future()));
    assertEquals(List.of(), lines());
  }
}
