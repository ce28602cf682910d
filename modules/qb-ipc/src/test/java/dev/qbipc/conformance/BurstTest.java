package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.CProgram;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.ProtectionStats;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.util.List;
import org.junit.Test;

/**
 * Conformance list B: many clients of the real libqb connect at one moment. What the server cannot
 * take at once waits in the kernel's queue or is told EAGAIN, and no client meets another errno, as
 * with libqb's own server.
 */
@Needs(Requirement.SHARED_MEMORY)
public class BurstTest extends OwnServerTest {

  private static final int SMALLEST = 12328;

  private void restart(HandshakeOptions handshakes) {
    var options = new QbServerOptions().setHandshakeOptions(handshakes);
    restart(new ServiceOptions().server(options));
  }

  private void assertAllGetIn(int clients, int size) {
    var arguments = List.of(server.service(), "" + clients, "" + size);
    try (var burst = CProgram.start("connect-burst", arguments)) {
      assertEquals("connected " + clients, burst.awaitLine("connected", "failed"));
      assertEquals(0, burst.exitCode());
    }
    assertEquals(ProtectionStats.NONE, server.server().stats().protection());
    SharedMemory.assertNothingLeft(server.pid());
  }

  @Test
  public void clientsBeyondTheHandshakesWait() {
    restart(new HandshakeOptions().setMaxHandshakes(8).setEventLoops(1));
    for (int clients : new int[] {16, 32, 64, 100}) {
      assertAllGetIn(clients, SMALLEST);
    }
  }

  @Test
  public void clientsBeyondASingleHandshakeOfSeveralLoopsWait() {
    restart(new HandshakeOptions().setMaxHandshakes(1).setEventLoops(3));
    assertAllGetIn(100, SMALLEST);
  }

  @Test
  public void clientsBeyondTheBacklogTryAgain() {
    restart(new HandshakeOptions().setMaxHandshakes(2).setBacklog(1));
    assertAllGetIn(64, SMALLEST);
  }

  @Test
  public void aThousandAndAHalfGetInByDefault() {
    assertAllGetIn(1000, SMALLEST);
    assertAllGetIn(1500, SMALLEST);
  }
}
