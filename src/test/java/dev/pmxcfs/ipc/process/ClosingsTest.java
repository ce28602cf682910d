package dev.pmxcfs.ipc.process;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

@RunWith(VertxUnitRunner.class)
public class ClosingsTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(5);

  @Rule public final Timeout timeout = new Timeout(Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final List<String> closed = Collections.synchronizedList(new ArrayList<>());

  private Future<?> close(String name) {
    closed.add(name);
    return Future.succeededFuture();
  }

  @Test
  public void lastAddedIsClosedFirst() {
    var closings = new Closings(LONG);
    for (String name : List.of("a", "b", "c")) {
      closings.add(name, () -> close(name));
    }
    assertTrue(closings.closeAll(LONG));
    assertEquals(List.of("c", "b", "a"), closed);
  }

  @Test
  public void eachIsClosedOnce() {
    var closings = new Closings(LONG);
    closings.add("a", () -> close("a"));
    assertTrue(closings.closeAll(LONG));
    assertTrue(closings.closeAll(LONG));
    assertEquals(List.of("a"), closed);
  }

  @Test
  public void whatDoesNotCloseDoesNotKeepTheOthersFromIt() {
    var closings = new Closings(SHORT);
    closings.add("a", () -> close("a"));
    closings.add("fails", () -> Future.failedFuture("on purpose"));
    closings.add(
        "throws",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    closings.add("never ends", () -> Promise.promise().future());
    closings.add("blocks", ClosingsTest::block);
    assertFalse(closings.closeAll(LONG));
    assertEquals(List.of("a"), closed);
  }

  @Test
  public void allTogetherHaveALimitTooAndEachIsBegun(TestContext test) {
    var closings = new Closings(LONG);
    Async begun = test.async();
    closings.add(
        "a",
        () -> {
          begun.complete();
          return Future.succeededFuture();
        });
    closings.add("never ends", () -> Promise.promise().future());
    assertFalse(closings.closeAll(SHORT));
    begun.awaitSuccess();
  }

  private static Future<?> block() {
    while (true) {
      LockSupport.park();
    }
  }
}
