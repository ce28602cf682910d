package dev.qbipc.server.impl.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A connection is closed while its reader takes requests from its rings, and while an event and a
 * late answer come from another thread. Each of these is written or fails with ENOTCONN, the late
 * answer only if the client has it; afterwards nothing is left, and all was counted once. Whoever
 * touched the rings after they are unmapped would kill the JVM, which fails the test as well.
 *
 * <p>Results: what became of the event, of the answer, and of the connection. Each case spells out
 * its methods, since jcstress takes none that are inherited.
 */
@Outcome(id = "written, written, over", expect = ACCEPTABLE, desc = "Before the end.")
@Outcome(id = "written, ENOTCONN, over", expect = ACCEPTABLE, desc = "The end came in between.")
@Outcome(id = "ENOTCONN, ENOTCONN, over", expect = ACCEPTABLE, desc = "After the end.")
@Outcome(expect = FORBIDDEN, desc = "Something is left, or counted twice, or lost.")
public class ConnectionCloseStress {

  private static void end(StressedConnection connection, LLL_Result result) {
    result.r1 = connection.event();
    result.r2 = connection.reply();
    result.r3 = connection.rest();
  }

  /** The client hangs up, which the event loop sees. */
  @JCStressTest
  @JCStressMeta(ConnectionCloseStress.class)
  @State
  public static class HangUp {

    private final StressedConnection connection =
        StressedConnection.served(StressedReader.withFutexWaitv());

    @Actor
    public void use() {
      connection.use();
    }

    @Actor
    public void close() {
      connection.hangUp();
    }

    @Arbiter
    public void end(LLL_Result result) {
      ConnectionCloseStress.end(connection, result);
    }
  }

  /** The same where a thread of its own waits on the semaphore. */
  @JCStressTest
  @JCStressMeta(ConnectionCloseStress.class)
  @State
  public static class HangUpOfWaiter {

    private final StressedConnection connection =
        StressedConnection.served(StressedReader.withWaiters());

    @Actor
    public void use() {
      connection.use();
    }

    @Actor
    public void close() {
      connection.hangUp();
    }

    @Arbiter
    public void end(LLL_Result result) {
      ConnectionCloseStress.end(connection, result);
    }
  }

  /** The application disconnects the client, which hangs up at the same moment: only one closes. */
  @JCStressTest
  @JCStressMeta(ConnectionCloseStress.class)
  @State
  public static class DisconnectAndHangUp {

    private final StressedConnection connection =
        StressedConnection.served(StressedReader.withFutexWaitv());

    @Actor
    public void useAndHangUp() {
      connection.use();
      connection.hangUp();
    }

    @Actor
    public void disconnect() {
      connection.disconnect();
    }

    @Arbiter
    public void end(LLL_Result result) {
      ConnectionCloseStress.end(connection, result);
    }
  }

  /** The service closes. */
  @JCStressTest
  @JCStressMeta(ConnectionCloseStress.class)
  @State
  public static class ServiceClose {

    private final StressedConnection connection =
        StressedConnection.served(StressedReader.withFutexWaitv());

    @Actor
    public void use() {
      connection.use();
    }

    @Actor
    public void close() {
      connection.closeService();
    }

    @Arbiter
    public void end(LLL_Result result) {
      ConnectionCloseStress.end(connection, result);
    }
  }
}
