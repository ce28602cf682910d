package dev.qbipc.server.impl.limits;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.qbipc.server.ConnectionLimits;
import io.vertx.core.Future;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A service that closes while a client comes in and leaves: its close is over when the client has
 * gone, not before, and it never waits for one that has.
 */
@JCStressTest
@State
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Over, and never too early.")
@Outcome(expect = FORBIDDEN, desc = "Over too early, or never.")
public class CloseStress {

  private final ConnectionQuota quota = new ConnectionQuota(new ConnectionLimits());
  private volatile Future<Void> emptied;

  @Actor
  public void come(ZZ_Result result) {
    result.r1 = true;
    if (quota.take(0, 0, 0) == ConnectionQuota.Outcome.TAKEN) {
      Future<Void> close = emptied;
      result.r1 = close == null || !close.isComplete();
      quota.release(0, 0);
    }
  }

  @Actor
  public void close() {
    quota.close();
    emptied = quota.emptied();
  }

  @Arbiter
  public void end(ZZ_Result result) {
    result.r2 = emptied.isComplete();
  }
}
