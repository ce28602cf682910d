package dev.qbipc.server.impl.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/**
 * A connection that goes from its event loop to its reader, and back while it is parked, arrives
 * whole, and none of its requests is overlooked meanwhile.
 *
 * <p>Results: how many answers the client has, and what became of the connection.
 */
public class ConnectionHandOverStress {

  /** The client makes its first request while the connection is handed over. */
  @JCStressTest
  @State
  @Outcome(id = "1, over", expect = ACCEPTABLE, desc = "Answered.")
  @Outcome(expect = FORBIDDEN, desc = "Overlooked, or something is left.")
  public static class FirstRequest {

    private final StressedConnection connection = StressedConnection.granted();

    @Actor
    public void handOver() {
      connection.handOver();
    }

    @Actor
    public void request() {
      connection.post(StressedReader.ECHO);
    }

    @Arbiter
    public void end(IL_Result result) {
      result.r1 = connection.answers();
      connection.hangUp();
      result.r2 = connection.rest();
    }
  }

  /** The service closes while the connection is handed over: it is served, or not, and closed. */
  @JCStressTest
  @State
  @Outcome(id = "0, over", expect = ACCEPTABLE, desc = "Closed before its request was taken.")
  @Outcome(id = "1, over", expect = ACCEPTABLE, desc = "Closed after its request was answered.")
  @Outcome(expect = FORBIDDEN, desc = "Never closed, or something is left.")
  public static class ServiceClose {

    private final StressedConnection connection = StressedConnection.granted();

    @Actor
    public void handOver() {
      connection.post(StressedReader.ECHO);
      connection.handOver();
    }

    @Actor
    public void close() {
      connection.closeService();
    }

    @Arbiter
    public void end(IL_Result result) {
      result.r2 = connection.rest();
      result.r1 = connection.written();
    }
  }

  /**
   * Requests come while the reader falls asleep and parks the connection, as it does when there are
   * more than it can watch.
   */
  @JCStressTest
  @State
  @Outcome(id = "3, over", expect = ACCEPTABLE, desc = "Answered.")
  @Outcome(expect = FORBIDDEN, desc = "Overlooked, or something is left.")
  public static class Parking {

    private final StressedConnection connection =
        StressedConnection.served(StressedReader.thatParks());

    @Actor
    public void request() {
      connection.post(StressedReader.ECHO);
      connection.post(StressedReader.ECHO);
    }

    @Actor
    public void fallAsleep() {
      connection.answerHeld();
      connection.poke();
    }

    @Arbiter
    public void end(IL_Result result) {
      result.r1 = connection.answers();
      connection.hangUp();
      result.r2 = connection.rest();
    }
  }
}
