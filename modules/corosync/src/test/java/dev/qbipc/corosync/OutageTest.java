package dev.qbipc.corosync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What the log says of corosync: slf4j-simple writes to whatever is the error output just then. */
@RunWith(VertxUnitRunner.class)
public class OutageTest {

  private static final String GONE = "corosync cannot be reached; ";
  private static final String BACK = "corosync is back after ";

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final PrintStream errorOutput = System.err;

  @Before
  public void listen() {
    System.setErr(new PrintStream(logged, true, UTF_8));
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    System.setErr(errorOutput);
    errorOutput.print(logged.toString(UTF_8));
  }

  private List<String> lines() {
    return logged
        .toString(UTF_8)
        .lines()
        .filter(line -> line.contains(GONE) || line.contains(BACK))
        .map(line -> line.contains(GONE) ? "gone" : "back")
        .toList();
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

  @Test
  public void closingAConnectionIsNoOutage() {
    try (var fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg")) {
      var corosync = Corosync.create(vertx, fake.options());
      Waiting.value(Waiting.value(corosync.cpg()).close());
      Waiting.value(Waiting.value(corosync.cpg()).close());
      assertEquals(List.of(), lines());
    }
  }
}
