package dev.qbipc.corosync;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** A connection that is kept whatever its owner's code does. */
@RunWith(VertxUnitRunner.class)
public class ReconnectingTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Cpg> connected = new LinkedBlockingQueue<>();
  private final BlockingQueue<CorosyncException> lost = new LinkedBlockingQueue<>();
  private FakeCorosync fake;
  private Corosync corosync;

  @Before
  public void start() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg");
    corosync = Corosync.create(vertx, fake.options());
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  private static RuntimeException theApplications() {
    return new IllegalStateException("the application's");
  }

  @Test
  public void whatCannotEvenBeTriedIsTriedAgain() {
    var attempts = new AtomicInteger();
    var cause = theApplications();
    var kept =
        Reconnecting.keep(
                vertx,
                () -> {
                  if (attempts.incrementAndGet() <= 2) {
                    throw cause;
                  }
                  return corosync.cpg();
                })
            .handler(connected::add)
            .lostHandler(lost::add)
            .start();
    assertTrue(Waiting.take(connected, "a connection").isOpen());
    CorosyncException told = Waiting.take(lost, "the first failure");
    assertEquals(CorosyncError.LIBRARY, told.error());
    assertSame(cause, told.getCause());
    assertTrue("only the first", lost.isEmpty());
    Waiting.value(kept.close());
  }

  @Test
  public void handlersThatThrowDoNotHoldUpTheClose() {
    var kept =
        Reconnecting.keep(vertx, corosync::cpg)
            .handler(
                made -> {
                  connected.add(made);
                  throw theApplications();
                })
            .start();
    Cpg cpg = Waiting.take(connected, "a connection");
    Waiting.value(kept.close());
    assertFalse(cpg.isOpen());

    var failing =
        Reconnecting.<Cpg>keep(vertx, () -> Future.failedFuture(theApplications()))
            .lostHandler(
                reason -> {
                  lost.add(reason);
                  throw theApplications();
                })
            .start();
    Waiting.take(lost, "the failure");
    Waiting.value(failing.close());
  }

  @Test
  public void aConnectionThatItsOwnerClosesIsMadeAnewToo() {
    var kept =
        Reconnecting.keep(vertx, corosync::cpg)
            .handler(connected::add)
            .lostHandler(lost::add)
            .start();
    Waiting.value(Waiting.take(connected, "a connection").close());
    Waiting.take(lost, "the end");
    assertTrue(Waiting.take(connected, "another connection").isOpen());
    Waiting.value(kept.close());
    Waiting.until(() -> fake.connections().size() >= 2, "both connections");
  }

  @Test
  public void withoutHandlersItIsKeptAllTheSame() {
    var attempts = new AtomicInteger();
    var kept =
        Reconnecting.<Cpg>keep(vertx, () -> attempts.incrementAndGet() == 1 ? null : corosync.cpg())
            .handler(null)
            .lostHandler(null)
            .start();
    Waiting.until(() -> !fake.connections().isEmpty(), "a connection after one that was null");
    Waiting.value(kept.close());
  }
}
