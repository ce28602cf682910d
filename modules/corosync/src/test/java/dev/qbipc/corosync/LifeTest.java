package dev.qbipc.corosync;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.Admission;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Corosync that is not there, not yet, not for us, silent, or gone. */
@RunWith(VertxUnitRunner.class)
public class LifeTest {

  private static final int OK = 1;
  private static final int JOIN = 0;
  private static final int LOCAL_GET = 4;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
  private CorosyncOptions options;
  private Path directory;

  @Before
  public void findDirectory() {
    directory = folder.getRoot().toPath();
    options = FakeCorosync.options(directory);
  }

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  private CpgGroup group() {
    return Corosync.create(vertx, options).group("alpha").closeHandler(ends::add);
  }

  /** A corosync that answers what joining asks. */
  private FakeCorosync willing() {
    return FakeCorosync.start(directory, "cpg")
        .answer(
            request -> {
              if (request.id() == LOCAL_GET) {
                request.answer(WireMessage.of(7, OK, 32).u32(24, 1));
              } else if (request.id() == JOIN) {
                request.answer(0, OK);
              }
              // All else is left without an answer.
            });
  }

  private static void during(FakeCorosync corosync, Runnable test) {
    try (corosync) {
      test.run();
    }
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  @Test
  public void item302_corosyncThatDoesNotRunIsTriedUntilTheTimeIsOver() {
    options.setConnectTimeout(Duration.ofMillis(200));
    var failure = failure(group().join());
    assertEquals(CorosyncError.LIBRARY, failure.error());
    assertEquals(Errno.ENOENT, failure.errno());
    assertTrue(failure.getMessage(), failure.getMessage().contains("corosync does not run here"));
    assertTrue(ends.isEmpty());
  }

  @Test
  public void corosyncThatDoesNotRunIsNotWaitedForIfItsStartIsNotAwaited() {
    options.setStartAwaited(false).setConnectTimeout(Duration.ofDays(1));
    assertEquals(Errno.ENOENT, failure(group().join()).errno());
  }

  @Test
  public void item302_corosyncThatStartsMeanwhileIsFound() {
    options.setConnectTimeout(Duration.ofMinutes(3));
    var joined = group().join();
    during(willing(), () -> assertTrue(Waiting.value(joined).isOpen()));
  }

  @Test
  public void item301_aRefusalSaysForWhichIdsAndWhatToDo() {
    options.setConnectTimeout(Duration.ofMinutes(3));
    during(
        FakeCorosync.start(directory, "cpg", peer -> Admission.refuse(Errno.EACCES)),
        () -> {
          var failure = failure(group().join());
          assertEquals(CorosyncError.ACCESS, failure.error());
          assertEquals(Errno.EACCES, failure.errno());
          String message = failure.getMessage();
          assertTrue(message, message.matches(".*\\(uid \\d+, gid \\d+\\).*"));
          assertTrue(message, message.contains("uidgid"));
        });
  }

  @Test
  public void item303_aRequestThatIsNotAnsweredInTimeEndsTheConnection() {
    // long enough for the join, which is answered
    options.setRequestTimeout(Duration.ofSeconds(2));
    during(
        willing(),
        () -> {
          CpgGroup group = Waiting.value(group().join());
          var failure = failure(group.leave());
          assertEquals(CorosyncError.TIMEOUT, failure.error());
          assertEquals(Errno.ETIMEDOUT, failure.errno());
          assertEquals(Errno.ETIMEDOUT, Waiting.take(ends, "the end").errno());
          assertFalse(group.isOpen());
          assertEquals(
              CorosyncError.NOT_EXIST, failure(group.multicast(Buffer.buffer("late"))).error());
        });
  }

  @Test
  public void item310_whenCorosyncGoesEveryWaiterAndTheCloseHandlerAreTold() {
    Future<Void> leaving;
    CpgGroup group;
    try (var corosync = willing()) {
      group = Waiting.value(group().join());
      leaving = group.leave();
      Waiting.until(() -> corosync.connections().size() == 1, "the connection");
    }
    var failure = failure(leaving);
    assertEquals(CorosyncError.LIBRARY, failure.error());
    assertEquals(Errno.ENOTCONN, failure.errno());
    assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
    assertFalse(group.isOpen());
    assertEquals(CorosyncError.NOT_EXIST, failure(group.leave()).error());
    assertTrue(ends.isEmpty());
  }

  @Test
  public void closingAGroupEndsItsMembership() {
    try (var corosync = willing()) {
      CpgGroup group = Waiting.value(group().join());
      Waiting.value(group.close());
      Waiting.value(corosync.connections().get(0).closed());
      assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
      Waiting.value(group.close());
      assertTrue(Waiting.value(group.join()).isOpen());
    }
  }

  @Test
  public void aGroupThatIsClosedWhileItIsJoinedFailsToJoin() {
    options.setConnectTimeout(Duration.ofMinutes(3));
    CpgGroup group = group();
    var joined = group.join();
    Waiting.value(group.close()); // though corosync is not there, and will be awaited for minutes
    assertEquals(Errno.ENOTCONN, failure(joined).errno());
    assertFalse(group.isOpen());
    var again = group.join();
    during(willing(), () -> assertTrue(Waiting.value(again).isOpen()));
  }

  @Test
  public void aGroupThatIsClosedWhileCorosyncDoesNotAnswerItsJoinIsClosedAtOnce() {
    options.setRequestTimeout(Duration.ofMinutes(3));
    var asked = new LinkedBlockingQueue<Integer>();
    try (var corosync = FakeCorosync.start(directory, "cpg")) {
      corosync.answer(
          request -> {
            if (request.id() == LOCAL_GET) {
              request.answer(WireMessage.of(7, OK, 32).u32(24, 1));
            }
            asked.add(request.id()); // and the join is never answered
          });
      CpgGroup group = group();
      var joined = group.join();
      assertEquals(LOCAL_GET, (int) Waiting.take(asked, "the node's id"));
      assertEquals(JOIN, (int) Waiting.take(asked, "the join"));
      Waiting.value(group.close());
      assertEquals(Errno.ENOTCONN, failure(joined).errno());
      Waiting.value(corosync.connections().get(0).closed());
    }
  }

  @Test
  public void aKeeperThatIsClosedWhileItConnectsIsClosedAtOnce() {
    options.setConnectTimeout(Duration.ofMinutes(3));
    BlockingQueue<CpgGroup> connected = new LinkedBlockingQueue<>();
    var started = new LinkedBlockingQueue<Boolean>();
    CpgGroup group = group();
    var kept =
        Reconnecting.keep(
                vertx,
                () -> {
                  started.add(true);
                  return group.join();
                })
            .handler(connected::add)
            .start();
    Waiting.take(started, "the attempt");
    Waiting.value(kept.close());
    try (var corosync = willing()) { // which the attempt still finds
      Waiting.until(() -> corosync.connections().size() == 1, "the connection");
      Waiting.value(corosync.connections().get(0).closed());
      assertTrue(connected.isEmpty());
    }
  }

  @Test
  public void item311_aConnectionIsMadeAnewWhenCorosyncIsBack() {
    options.setConnectTimeout(Duration.ofMillis(100));
    BlockingQueue<CpgGroup> connected = new LinkedBlockingQueue<>();
    BlockingQueue<CorosyncException> lost = new LinkedBlockingQueue<>();
    CpgGroup group = group();
    var kept =
        Reconnecting.keep(vertx, group::join)
            .handler(connected::add)
            .lostHandler(lost::add)
            .start();
    assertEquals(Errno.ENOENT, Waiting.take(lost, "that there is none").errno());
    for (int round = 0; round < 3; round++) {
      during(
          willing(),
          () -> {
            assertTrue(Waiting.take(connected, "a connection").isOpen());
            assertTrue(lost.isEmpty());
          });
      assertEquals(Errno.ENOTCONN, Waiting.take(lost, "the end").errno());
    }
    Waiting.value(kept.close());
    assertFalse(group.isOpen());
    try (var corosync = willing()) {
      assertTrue(corosync.connections().isEmpty());
      assertTrue(connected.isEmpty());
    }
  }

  @Test
  public void whatIsKeptEndsWithItsKeeper() {
    BlockingQueue<CpgGroup> connected = new LinkedBlockingQueue<>();
    BlockingQueue<CorosyncException> lost = new LinkedBlockingQueue<>();
    try (var corosync = willing()) {
      var kept =
          Reconnecting.keep(vertx, group()::join)
              .handler(connected::add)
              .lostHandler(lost::add)
              .start();
      Waiting.take(connected, "a connection");
      Waiting.value(kept.close());
      Waiting.value(corosync.connections().get(0).closed());
      assertEquals(1, corosync.connections().size());
      assertTrue(lost.isEmpty());
    }
  }

  /** The close handler that is set then comes too late to be told. */
  @Test
  public void aMembershipThatEndsBeforeItsKeeperHasItIsMadeAnew() {
    BlockingQueue<CpgGroup> connected = new LinkedBlockingQueue<>();
    BlockingQueue<CorosyncException> lost = new LinkedBlockingQueue<>();
    var first = new AtomicBoolean(true);
    CpgGroup group = group();
    try (var corosync = willing()) {
      var kept =
          Reconnecting.keep(
                  vertx,
                  () -> {
                    var joined = group.join();
                    return first.getAndSet(false)
                        ? joined.compose(made -> made.close().map(made))
                        : joined;
                  })
              .handler(connected::add)
              .lostHandler(lost::add)
              .start();
      assertEquals(Errno.ENOTCONN, Waiting.take(lost, "the end").errno());
      assertTrue(Waiting.take(connected, "a connection").isOpen());
      assertTrue(lost.isEmpty());
      Waiting.value(kept.close());
      assertEquals(2, corosync.connections().size());
    }
  }
}
