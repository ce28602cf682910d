package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;

import dev.qbipc.VertxUnitParameters;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.testing.Patience;
import io.vertx.ext.unit.junit.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;
import org.junit.runners.Parameterized.UseParametersRunnerFactory;

/**
 * What our server costs when it has nothing to do: less than a percent of a processor. libqb's
 * spins where requests wait for flow control (protocol, section 5).
 */
@RunWith(Parameterized.class)
@UseParametersRunnerFactory(VertxUnitParameters.class)
public class IdleServerTest {

  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();
  private static final Duration STRETCH = Duration.ofSeconds(2);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  /** Fewer and more than one futex_waitv call can watch. */
  @Parameter public int connections;

  @Parameters(name = "{0} connections")
  public static Integer[] connections() {
    return new Integer[] {100, 300};
  }

  @Test
  public void idleConnectionsCostNothing() throws InterruptedException {
    costsNothing(new ServiceOptions());
  }

  @Test
  public void idleConnectionsCostNothingWithoutFutexWaitv() throws InterruptedException {
    costsNothing(new ServiceOptions().withoutFutexWaitv());
  }

  private void costsNothing(ServiceOptions options) throws InterruptedException {
    List<LibqbClient> clients = new ArrayList<>();
    try (var server = Implementation.OURS.startProcess(List.of(), options)) {
      for (int i = 0; i < connections; i++) {
        var client = LibqbClient.connect(server.service());
        clients.add(client);
        assertEquals(i, client.call(ECHO, i).intAt(0));
      }
      assertIdle(server);
    } finally {
      clients.forEach(LibqbClient::close);
    }
  }

  @Test
  public void item54_requestsThatWaitForFlowControlCostNothing() throws InterruptedException {
    List<LibqbClient> clients = new ArrayList<>();
    try (var server = Implementation.OURS.startProcess(List.of(), new ServiceOptions())) {
      for (int i = 0; i < connections; i++) {
        clients.add(LibqbClient.connect(server.service()));
        server.callbacks().await("created");
      }
      server.rateLimit(RateLimits.OFF_2);
      for (LibqbClient client : clients) {
        client.send(ECHO, LibqbMessage.ints(54));
      }
      assertIdle(server);
      server.rateLimit(RateLimits.NORMAL);
      for (LibqbClient client : clients) {
        assertEquals(54, client.receive(PATIENCE_MILLIS).intAt(0));
      }
    } finally {
      clients.forEach(LibqbClient::close);
    }
  }

  private static void assertIdle(ServerUnderTest server) throws InterruptedException {
    ProcessResources.assertBecomesIdle(server.pid(), STRETCH, STRETCH.dividedBy(100));
  }
}
