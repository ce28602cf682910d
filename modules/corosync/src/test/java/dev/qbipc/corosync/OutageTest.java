package dev.qbipc.corosync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

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
import java.util.concurrent.TimeUnit;
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
    List<Reconnecting<?>> kept =
        List.of(
            Reconnecting.keep(vertx, corosync::cpg).start(),
            Reconnecting.keep(vertx, corosync::cpg).start(),
            Reconnecting.keep(vertx, corosync::cpg).start());
    Waiting.until(() -> lines().equals(List.of("gone")), "that there is none");
    try (var fake = FakeCorosync.start(directory, "cpg")) {
      Waiting.until(() -> fake.connections().size() == kept.size(), "all connections");
      Waiting.until(() -> lines().equals(List.of("gone", "back")), "that it has come");
    }
    try (var fake = FakeCorosync.start(directory, "cpg")) {
      Waiting.until(() -> fake.connections().size() == kept.size(), "all connections");
      Waiting.until(
          () -> lines().equals(List.of("gone", "back", "gone", "back")), "that it is back");
    }
    Waiting.until(
        () -> lines().equals(List.of("gone", "back", "gone", "back", "gone")), "that it has gone");
    kept.forEach(each -> Waiting.value(each.close()));
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
