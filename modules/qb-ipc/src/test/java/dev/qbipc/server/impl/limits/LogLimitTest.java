package dev.qbipc.server.impl.limits;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** What of all that clients cause is written down. */
@RunWith(VertxUnitRunner.class)
public class LogLimitTest {

  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Event KIND = Event.REFUSED_BY_POLICY;

  private record Line(Event event, int uid, long count) {}

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx();
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private LogLimit limit(Duration time) {
    return new LogLimit(
        vertx, time, (event, uid, count, within) -> lines.add(new Line(event, uid, count)));
  }

  @Test
  public void firstOfEachKindAndUserIsWritten() {
    var limit = limit(NEVER);
    assertTrue(limit.permits(KIND, 1));
    assertFalse(limit.permits(KIND, 1));
    assertTrue(limit.permits(KIND, 2));
    assertTrue(limit.permits(Event.HANDSHAKE_TIMEOUT, 1));
    assertFalse(limit.permits(KIND, 2));
    assertEquals(List.of(), lines);
  }

  @Test
  public void othersAreToldTogetherWhenTheTimeIsOver() {
    var limit = limit(SOON);
    long leftOut = 0;
    for (int i = 0; i < 3; i++) {
      leftOut += limit.permits(KIND, 1) ? 0 : 1;
    }
    long expected = leftOut;
    Eventually.assertBecomes("told", expected, () -> lines.stream().mapToLong(Line::count).sum());
    assertTrue(lines.stream().allMatch(line -> line.event() == KIND && line.uid() == 1));
  }

  /** The time is shorter than that between two questions, which are cases themselves. */
  @Test
  public void afterATimeWithoutCasesTheNextIsWrittenAgain() {
    var limit = limit(Duration.ofMillis(1));
    assertTrue(limit.permits(KIND, 1));
    Eventually.assertBecomes("written", true, () -> limit.permits(KIND, 1));
  }

  @Test
  public void usersBeyondTheLimitAreToldTogether() {
    var limit = limit(NEVER);
    for (int uid = 0; uid < LogLimit.MAX_USERS; uid++) {
      assertTrue(limit.permits(KIND, uid));
    }
    assertTrue(limit.permits(KIND, 1000));
    assertFalse(limit.permits(KIND, 1000));
    assertFalse(limit.permits(KIND, 1001));
    assertFalse(limit.permits(KIND, 1));
    limit.close();
    assertEquals(
        List.of(new Line(KIND, 1, 1), new Line(KIND, LogLimit.ANY_USER, 2)),
        lines.stream().sorted((a, b) -> Long.compare(a.count(), b.count())).toList());
  }

  @Test
  public void whatWasLeftOutIsToldAtTheEnd() {
    var limit = limit(NEVER);
    for (int i = 0; i < 5; i++) {
      limit.permits(KIND, 7);
    }
    limit.close();
    assertEquals(List.of(new Line(KIND, 7, 4)), lines);
    limit.close();
    assertEquals(1, lines.size());
  }
}
