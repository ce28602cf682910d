package dev.qbipc.faults;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.conformance.ServerConformance;
import dev.qbipc.hostile.ServerUnderAttack;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.Posix;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Processes that are stopped or killed, with an honest client beside them. */
public class SignalsTest {

  private static final int KILLED = 1000;
  private static final Duration STOPPED = Duration.ofMillis(700);

  private ServerUnderAttack server;

  @Before
  public void start() {
    server = ServerUnderAttack.start(List.of(), ServerUnderAttack.options());
  }

  @After
  public void end() {
    server.close();
  }

  /** Item 64, a thousand times. */
  @Test
  public void item64_clientsKilledAtAnyMomentLeaveNothing() {
    ProcessResources before = server.resourcesAtRest();
    String seed = String.valueOf(new Random().nextInt(Integer.MAX_VALUE));
    try (var clients =
        CProgram.start(CProgram.PEER, List.of("die", server.service(), "" + KILLED, seed))) {
      String[] died = clients.awaitLine("died", "failed").split(" ");
      assertTrue("they made calls; seed " + seed, Integer.parseInt(died[2]) > KILLED);
    }
    server.assertUnharmed();
    Eventually.assertBecomes(
        "resources, seed " + seed, before, () -> ProcessResources.of(server.pid()));
  }

  @Test
  public void stoppedClientDelaysNobodyAndGoesOn() throws InterruptedException {
    try (var client = CProgram.start(CProgram.PEER, List.of("fill", server.service()));
        var flooding = CProgram.start(CProgram.PEER, List.of("flood", server.service()))) {
      client.awaitLine("connected");
      flooding.awaitLine("flooding");
      client.command("go");
      Posix.signal(client.pid(), Posix.SIGSTOP);
      Posix.signal(flooding.pid(), Posix.SIGSTOP);
      Thread.sleep(STOPPED.toMillis());
      server.assertUnharmed();
      Posix.signal(client.pid(), Posix.SIGCONT);
      client.awaitLine("echoed");
      // This one is killed while it is stopped.
      flooding.kill();
    }
    server.assertUnharmed();
  }

  /** A client that waits for a server that is stopped has its answer when that goes on. */
  @Test
  public void stoppedServerGoesOnWithAllClients() throws InterruptedException {
    try (var client = LibqbClient.connect(server.service())) {
      Posix.signal(server.pid(), Posix.SIGSTOP);
      client.send(ConformanceService.ECHO, (byte) 1);
      Thread.sleep(STOPPED.toMillis());
      Posix.signal(server.pid(), Posix.SIGCONT);
      assertArrayEquals(new byte[] {1}, client.receive().payload());
      ServerConformance.assertServes(server.service());
    }
    server.assertUnharmed();
  }
}
