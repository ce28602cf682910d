package dev.qbipc.hostile;

import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.Test;

/** A client that hangs up while the reader is busy with what it asked for. */
public class HangUpTest {

  private static final int OPERATION = 1;
  private static final Duration WINDOW = Duration.ofSeconds(1);

  /** A hang-up that is not dealt with yet is not reported again and again. */
  @Test
  public void item96_hangUpDoesNotSpinWhileTheReaderIsBusy() throws InterruptedException {
    var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    String service = "qb-hostile-hang-up-" + ProcessHandle.current().pid();
    var server = QbServer.create(vertx, new QbServerOptions().setService(service).setReaders(1));
    var busy = new CountDownLatch(1);
    var enough = new CountDownLatch(1);
    try {
      server.operation(OPERATION, request -> occupy(request, busy, enough)).await();
      server.listen().await();
      RawClient client = RawClient.open(service, ServerUnderAttack.MESSAGE_SIZE);
      client.send(OPERATION);
      busy.await();
      client.close();
      int pid = (int) ProcessHandle.current().pid();
      ProcessResources.assertBecomesIdle(pid, WINDOW, WINDOW.dividedBy(2));
    } finally {
      enough.countDown();
      server.close().await();
      vertx.close().await();
    }
  }

  private static void occupy(Request request, CountDownLatch busy, CountDownLatch enough) {
    busy.countDown();
    try {
      enough.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    request.done();
  }
}
