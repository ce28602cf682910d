package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.process.DaemonThread;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A program of its own: a service that comes to its end by itself, once its input ends. Its
 * arguments are the service's name, and what the fault is if that end is one.
 */
final class EndingService {

  private EndingService() {}

  public static void main(String[] arguments) {
    ServiceProcess.run(process -> start(process, arguments));
  }

  private static void start(ServiceProcess process, String[] arguments) {
    process.onShutdown("what has to close", EndingService::close);
    Promise<Void> end = Promise.promise();
    process.endAfter(end.future());
    DaemonThread.start(
        "input",
        () -> {
          awaitEndOfInput();
          if (arguments.length > 1) {
            end.fail(arguments[1]);
          } else {
            end.complete();
          }
        });
    process.serve(arguments[0], "nothing");
  }

  private static Future<?> close() {
    System.err.println("closed in order");
    return Future.succeededFuture();
  }

  private static void awaitEndOfInput() {
    try {
      System.in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
