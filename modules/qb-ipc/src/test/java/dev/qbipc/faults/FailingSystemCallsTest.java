package dev.qbipc.faults;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.libc.FailingLibc;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Item 21: each system call on a client's way through the server fails once. Nobody is left
 * waiting, nothing is left over, and the next client is served.
 */
@RunWith(VertxUnitRunner.class)
public class FailingSystemCallsTest {

  private static final int OWN_PID = (int) ProcessHandle.current().pid();
  private static final int ECHO = 1;
  private static final int EVENT = 2;
  private static final byte[] PAYLOAD = {2, 1};

  /** Sleeping readers call as often as they like; these are the calls that all runs have. */
  private static final int MAX_OF_ONE_CALL = 12;

  /** What may go wrong with a call, where that is not an input/output error alone. */
  private static final Map<String, List<Integer>> LIKELY =
      Map.ofEntries(
          Map.entry("socket", List.of(Errno.EMFILE, Errno.ENFILE)),
          Map.entry("bind", List.of(Errno.EADDRINUSE, Errno.EACCES)),
          Map.entry("listen", List.of(Errno.EADDRINUSE)),
          Map.entry("accept4", List.of(Errno.EMFILE, Errno.ENFILE, Errno.ECONNABORTED)),
          Map.entry("open", List.of(Errno.EMFILE, Errno.EACCES)),
          Map.entry("mkdtemp", List.of(Errno.ENOSPC, Errno.EACCES)),
          Map.entry("posix_fallocate", List.of(Errno.ENOSPC)),
          Map.entry("ftruncate", List.of(Errno.EFBIG, Errno.ENOSPC)),
          Map.entry("mmap", List.of(Errno.ENOMEM)),
          Map.entry("munmap", List.of(Errno.EINVAL)),
          Map.entry("flock", List.of(Errno.EAGAIN)),
          Map.entry("fchown", List.of(Errno.EPERM, Errno.EIO)),
          Map.entry("fchmod", List.of(Errno.EPERM, Errno.EIO)),
          Map.entry("recvmsg", List.of(Errno.ECONNRESET, Errno.EAGAIN)),
          Map.entry("recv", List.of(Errno.ECONNRESET, Errno.EAGAIN)),
          Map.entry("send", List.of(Errno.EPIPE, Errno.EAGAIN, Errno.ENOBUFS)),
          Map.entry("poll", List.of(Errno.EINTR)),
          Map.entry("setpriority", List.of(Errno.EACCES)),
          Map.entry("kill", List.of(Errno.ESRCH)));

  /** Fails for a word alone that a client has truncated away: TruncationTest has such clients. */
  private static final String FUTEX = "syscall";

  /** No answer has come. */
  private static final String WAITS = "is left waiting";

  /** With which libqb's client stops to wait. */
  private static final Set<Integer> GAVE_UP = Set.of(Errno.ETIMEDOUT, Errno.EAGAIN);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final FailingLibc calls = new FailingLibc();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private int services;

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void item21_eachSystemCallOfTheWayMayFail(TestContext test) {
    // Whatever is made once for all is made now.
    assertEquals(List.of(), serve(test));
    var before = ProcessResources.atRest(OWN_PID, 0);
    calls.pass();
    assertEquals(List.of(), serve(test));
    Map<String, Integer> counts = calls.counts();
    for (String expected : List.of("bind", "accept4", "recvmsg", "mmap", "send", "recv", "close")) {
      assertTrue(expected + " in " + counts, counts.containsKey(expected));
    }
    List<String> wrong = new ArrayList<>();
    counts.remove(FUTEX);
    for (var call : counts.entrySet()) {
      for (int errno : LIKELY.getOrDefault(call.getKey(), List.of(Errno.EIO))) {
        for (int nth = 0; nth < Math.min(call.getValue(), MAX_OF_ONE_CALL); nth++) {
          calls.fail(call.getKey(), nth, errno);
          for (String complaint : serve(test)) {
            wrong.add(call.getKey() + " " + nth + " with " + Errno.name(errno) + ": " + complaint);
          }
        }
      }
    }
    calls.pass();
    assertEquals(List.of(), wrong);
    ProcessResources.assertBecomesAtMost(withAnyThreads(before), OWN_PID);
    Eventually.assertBecomes("readers", List.of(), FailingSystemCallsTest::readers);
  }

  /** Vert.x starts its workers when it likes. */
  private static ProcessResources withAnyThreads(ProcessResources resources) {
    return new ProcessResources(
        resources.descriptors(), Integer.MAX_VALUE, resources.mappings(), resources.directories());
  }

  private static List<String> readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("qb-reader"))
        .toList();
  }

  /**
   * A server's whole life, with a client that may fail when a call has failed, and one that must
   * not.
   *
   * @return what went wrong
   */
  private List<String> serve(TestContext test) {
    String service = "qb-failing-calls-" + OWN_PID + "-" + services++;
    List<String> wrong = new ArrayList<>();
    QbServer server = server(test, service);
    String failure = failure(test, server.listen());
    if (failure != null) {
      complain(wrong, "listen", failure, calls.hasFailed());
      calls.heal();
      server = server(test, service);
      complain(wrong, "another listen", failure(test, server.listen()), false);
    }
    complain(wrong, "a client", failureOfClient(test, service), calls.hasFailed());
    calls.heal();
    complain(wrong, "the next client", failureOfClient(test, service), false);
    complain(wrong, "close", failure(test, server.close()), calls.hasFailed());
    return wrong;
  }

  private static void complain(List<String> wrong, String who, String failure, boolean expected) {
    if (failure != null && (!expected || failure.equals(WAITS))) {
      wrong.add(who + ": " + failure);
    }
  }

  private QbServer server(TestContext test, String service) {
    // The longest patience with a client that says nothing: who is forgotten is not dropped either.
    var options =
        new QbServerOptions()
            .setService(service)
            .setHandshakeOptions(new HandshakeOptions().setTimeout(Duration.ofMinutes(30)));
    QbServer server = QbServer.create(vertx, options);
    await(
        test,
        server
            .operation(ECHO, request -> request.reply(request.payload().getBytes()))
            .compose(done -> server.operation(EVENT, FailingSystemCallsTest::sendEvent)));
    return server;
  }

  private static void sendEvent(Request request) {
    request.connection().sendEvent(EVENT, 0, Buffer.buffer(PAYLOAD));
    request.done();
  }

  /** What it fails with, or that it is left waiting; null for neither. */
  private String failure(TestContext test, Future<?> future) {
    Async over = test.async();
    long limit = vertx.setTimer(Patience.LIMIT.toMillis(), late -> over.countDown());
    future.onComplete(done -> over.countDown());
    over.awaitSuccess();
    vertx.cancelTimer(limit);
    boolean waits =
        !future.isComplete()
            || future.cause() instanceof QbException e && GAVE_UP.contains(e.errno());
    if (waits) {
      return WAITS;
    }
    return future.succeeded() ? null : future.cause().toString();
  }

  /** Of one on a worker, since libqb's client blocks. */
  private String failureOfClient(TestContext test, String service) {
    return failure(
        test,
        vertx.executeBlocking(
            () -> {
              use(service);
              return null;
            },
            false));
  }

  private static void use(String service) {
    try (var client = LibqbClient.connect(service)) {
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(PAYLOAD, client.call(ECHO, PAYLOAD).payload());
        client.send(EVENT);
        assertArrayEquals(PAYLOAD, client.receiveEvent().payload());
      }
    }
  }
}
