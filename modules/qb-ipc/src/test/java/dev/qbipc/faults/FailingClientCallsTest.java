package dev.qbipc.faults;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.client.EpollVertx;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.conformance.ServerProcess;
import dev.qbipc.conformance.ServiceOptions;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.libc.FailingLibc;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Each system call of a client's life beside libqb's server fails once. All that was asked for is
 * answered or fails with an errno, nothing is left over, and the next client is served.
 */
@RunWith(VertxUnitRunner.class)
public class FailingClientCallsTest {

  private static final int OWN_PID = (int) ProcessHandle.current().pid();

  /** What is likely to go wrong with a call, where that is not an input/output error. */
  private static final Map<String, Integer> LIKELY =
      Map.of(
          "socket", Errno.EMFILE,
          "connect", Errno.ECONNREFUSED,
          "open", Errno.EMFILE,
          "mmap", Errno.ENOMEM,
          "recvmsg", Errno.ECONNRESET,
          "recv", Errno.ECONNRESET,
          "send", Errno.EPIPE,
          "kill", Errno.ESRCH);

  /**
   * Fails for a word alone that a server has truncated away: QbClientRingsTest has such servers.
   */
  private static final String FUTEX = "syscall";

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final FailingLibc calls = new FailingLibc();

  private final Vertx vertx = EpollVertx.start();

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void eachSystemCallOfTheWayMayFail(TestContext test) {
    try (var server = ServerProcess.startLibqb(List.of(), new ServiceOptions())) {
      String service = server.service();
      // Whatever is made once for all is made now.
      assertEquals(List.of(), live(test, service, false));
      var before = ProcessResources.atRest(OWN_PID, 0);
      calls.pass();
      assertEquals(List.of(), live(test, service, false));
      Map<String, Integer> counts = calls.counts();
      for (String expected : List.of("socket", "connect", "recvmsg", "open", "mmap", "send")) {
        assertTrue(expected + " in " + counts, counts.containsKey(expected));
      }
      counts.remove(FUTEX);
      List<String> wrong = new ArrayList<>();
      for (var call : counts.entrySet()) {
        for (int nth = 0; nth < call.getValue(); nth++) {
          calls.fail(call.getKey(), nth, LIKELY.getOrDefault(call.getKey(), Errno.EIO));
          List<String> complaints = new ArrayList<>(live(test, service, true));
          calls.pass();
          complaints.addAll(live(test, service, false));
          for (String complaint : complaints) {
            wrong.add(call.getKey() + " " + nth + ": " + complaint);
          }
        }
      }
      assertEquals(List.of(), wrong);
      ProcessResources.assertBecomesAtMost(withAnyThreads(before), OWN_PID);
    }
  }

  /** Vert.x starts its workers when it likes. */
  private static ProcessResources withAnyThreads(ProcessResources resources) {
    return new ProcessResources(
        resources.descriptors(), Integer.MAX_VALUE, resources.mappings(), resources.directories());
  }

  /**
   * A client's whole life.
   *
   * @param mayFail whether what it asks for may fail, with an errno
   * @return what went wrong
   */
  private List<String> live(TestContext test, String service, boolean mayFail) {
    List<String> wrong = new ArrayList<>();
    Future<QbClient> connecting =
        QbClient.connect(vertx, new QbClientOptions().setService(service).setMaxMessageSize(0));
    if (!came(test, connecting, "connect", mayFail, wrong)) {
      return wrong;
    }
    QbClient client = connecting.result();
    Promise<Void> ended = Promise.promise();
    Promise<QbMessage> event = Promise.promise();
    client.closeHandler(
        reason -> {
          event.tryFail(reason);
          ended.complete();
        });
    client.eventHandler(event::tryComplete);
    came(test, client.request(ConformanceService.ECHO, payload(1)), "request", mayFail, wrong);
    came(test, client.request(ConformanceService.EVENTS, payload(1, 8)), "events", mayFail, wrong);
    if (client.isConnected() || !mayFail) {
      came(test, event.future(), "event", mayFail, wrong);
    }
    came(test, client.disconnect(), "disconnect", mayFail, wrong);
    came(test, ended.future(), "the end", false, wrong);
    return wrong;
  }

  private static Buffer payload(int... numbers) {
    return Buffer.buffer(LibqbMessage.ints(numbers));
  }

  private boolean came(
      TestContext test, Future<?> future, String what, boolean mayFail, List<String> wrong) {
    Async over = test.async();
    long limit = vertx.setTimer(Patience.LIMIT.toMillis(), late -> over.countDown());
    future.onComplete(done -> over.countDown());
    over.awaitSuccess();
    vertx.cancelTimer(limit);
    if (!future.isComplete()) {
      wrong.add(what + " is left waiting");
    } else if (future.failed() && !(mayFail && future.cause() instanceof QbException)) {
      wrong.add(what + ": " + future.cause());
    }
    return future.succeeded();
  }
}
