package dev.qbipc.conformance;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.QbException;
import dev.qbipc.VertxUnitParameters;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.ext.unit.junit.Timeout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.function.ThrowingRunnable;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;
import org.junit.runners.Parameterized.UseParametersRunnerFactory;

/**
 * Tests that every server of the conformance service has to pass, run against each of them. What a
 * test has started here ends with it. libqb's server is a process, which is told what to do and
 * says what it has done by lines; ours runs in this one.
 */
@RunWith(Parameterized.class)
@UseParametersRunnerFactory(VertxUnitParameters.class)
public abstract class ServerConformance {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  /** Which server is asked. */
  @Parameter public Implementation implementation;

  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  @Parameters(name = "{0}")
  public static Implementation[] implementations() {
    return Implementation.both();
  }

  @After
  public void endWhatWasStarted() throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }

  /** Sees to it that something is closed after the test, before what was started earlier. */
  <T extends AutoCloseable> T closedAtEnd(T resource) {
    started.push(resource);
    return resource;
  }

  ServerUnderTest start() {
    return start(new ServiceOptions());
  }

  ServerUnderTest start(ServiceOptions options) {
    return closedAtEnd(implementation.start(options));
  }

  ServerProcess startProcess(List<String> wrapper, ServiceOptions options) {
    return closedAtEnd(implementation.startProcess(wrapper, options));
  }

  LibqbClient connect(ServerUnderTest server) {
    return closedAtEnd(LibqbClient.connect(server.service()));
  }

  /** Starts an action of {@code peer.c}. */
  ChildProcess peer(String... arguments) {
    return closedAtEnd(CProgram.start(CProgram.PEER, List.of(arguments)));
  }

  /** Starts an action of {@code peer.c} by way of another program. */
  ChildProcess peerWithin(List<String> wrapper, String... arguments) {
    return closedAtEnd(CProgram.startWithin(wrapper, CProgram.PEER, List.of(arguments)));
  }

  /** Checks that a service serves: a new client connects and has its request echoed. */
  public static void assertServes(String service) {
    try (var client = LibqbClient.connect(service)) {
      assertServes(client);
    }
  }

  /** The same of a service whose queue of clients may be full for a moment. */
  public static void assertServesWhenTheQueueHasRoom(String service) {
    try (var client = LibqbClient.connectWhenTheQueueHasRoom(service)) {
      assertServes(client);
    }
  }

  private static void assertServes(LibqbClient client) {
    byte[] payload = {3, 1, 4, 1, 5};
    assertArrayEquals(payload, client.call(ConformanceService.ECHO, payload).payload());
  }

  /** Checks that something fails with an errno. */
  public static void assertErrno(int errno, ThrowingRunnable action) {
    var e = assertThrows(QbException.class, action);
    assertEquals(Errno.name(errno), Errno.name(e.errno()));
  }
}
