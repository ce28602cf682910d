package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.locks.LockSupport;

/**
 * A program of its own: a service whose end hangs in the ways there are. Its arguments are the
 * service's name, and "chatty" if its log is to stand still as well.
 */
final class HangingService {

  private static final long STATEMENTS = 100_000;

  private HangingService() {}

  public static void main(String[] arguments) {
    ServiceProcess.run(process -> start(process, arguments[0], arguments.length > 1));
  }

  private static void start(ServiceProcess process, String service, boolean chatty) {
    Vertx vertx = EpollVertx.start(1);
    process.onShutdown("what comes last", () -> say("closed in order"));
    process.onShutdown("what never completes", () -> Promise.promise().future());
    process.onShutdown("what blocks", HangingService::block);
    process.onShutdown("what fails", () -> Future.failedFuture("on purpose"));
    process.onShutdown(
        "what throws",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    if (chatty) {
      process.onShutdown("what talks", HangingService::talk);
    }
    var options = new QbServerOptions().setService(service);
    process.await(QbServer.create(vertx, options).listen(), "cannot listen");
    process.serve(service, "nothing");
  }

  private static Future<?> say(String what) {
    System.err.println(what);
    return Future.succeededFuture();
  }

  private static Future<?> block() {
    while (true) {
      LockSupport.park();
    }
  }

  /** More than fits in a pipe that nobody reads. */
  private static Future<?> talk() {
    for (int i = 0; i < STATEMENTS; i++) {
      System.err.println("a line that nobody reads");
    }
    return Future.succeededFuture();
  }
}
