package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Conformance list G: what a server holds after much work. */
public class ResourcesTest extends ServerConformance {

  private static final int CALLS = 100_000;
  private static final int CONNECTIONS = 64;
  private static final int CYCLES = 5_000;

  ServerProcess startProcess() {
    return startProcess(List.of(), new ServiceOptions());
  }

  /** The server holds what it keeps for good, such as its worker threads, after some work. */
  private ProcessResources warmedUp(ServerUnderTest server) {
    callOnMany(server, 1);
    return ProcessResources.atRest(server.pid(), 0);
  }

  private void callOnMany(ServerUnderTest server, int callsOnEach) {
    List<LibqbClient> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(connect(server));
    }
    for (int call = 0; call < callsOnEach; call++) {
      for (LibqbClient client : clients) {
        assertEquals(call, client.call(ECHO, call).intAt(0));
      }
    }
    clients.forEach(LibqbClient::close);
    SharedMemory.assertNothingLeft(server.pid());
  }

  private static void assertBecomes(ProcessResources before, ServerUnderTest server) {
    ProcessResources.assertBecomesAtMost(before, server.pid());
  }

  @Test
  public void item70_hundredThousandCallsLeaveNothing() {
    var server = startProcess();
    ProcessResources before = warmedUp(server);
    try (var client = connect(server)) {
      for (int i = 0; i < CALLS; i++) {
        assertEquals(i, client.call(ECHO, i).intAt(0));
      }
    }
    assertBecomes(before, server);
  }

  @Test
  public void item70_manyConnectionsAtOnceLeaveNothing() {
    var server = startProcess();
    ProcessResources before = warmedUp(server);
    callOnMany(server, 100);
    assertBecomes(before, server);
  }

  @Test
  public void item70_thousandsOfConnectsLeaveNothing() {
    var server = startProcess();
    ProcessResources before = warmedUp(server);
    for (int i = 0; i < CYCLES; i++) {
      LibqbClient.connect(server.service()).close();
    }
    assertServes(server.service());
    assertBecomes(before, server);
  }
}
