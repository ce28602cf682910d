package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.log.StandardError;
import dev.pmxcfs.ipc.process.Closings;
import dev.pmxcfs.ipc.process.DaemonThread;
import dev.pmxcfs.ipc.process.EmergencyExit;
import dev.pmxcfs.ipc.server.ServiceOwner;
import dev.pmxcfs.ipc.server.StartFailedException;
import dev.pmxcfs.ipc.systemd.ServiceNotifier;
import dev.pmxcfs.ipc.systemd.SupervisedService;
import dev.pmxcfs.ipc.version.ProgramVersion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that is a service: from its ready line to its end.
 *
 * <p>SIGTERM, SIGINT and SIGHUP end it with status 0 after everything registered with {@link
 * #onShutdown} was closed, last registered first. A start that fails closes the same way. A process
 * that has lost an event loop or its memory ends at once, with status 3.
 */
final class ServiceProcess {

  /** Closing one thing takes no longer, or what comes behind it would not have its turn. */
  private static final Duration STEP_LIMIT = Duration.ofMillis(7_500);

  /** All closing together takes no longer; systemd's unit of pmxcfs kills after 10 s. */
  private static final Duration CLOSING_LIMIT = Duration.ofSeconds(8);

  /** When the process ends whatever hangs, be it the log. */
  private static final long LAST_RESORT_SECONDS = 9;

  private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);

  private final long start = System.nanoTime();
  private final Closings closings = new Closings(STEP_LIMIT);
  private final Promise<Void> closing = Promise.promise();
  private final Thread hook = new Thread(this::endBySignal, "end");

  /** Whether it ends because of a fault. */
  private volatile boolean hasFailed;

  /** Tells systemd of the service; null while there is nothing to tell. */
  private volatile ServiceNotifier notifier;

  /** What is served; null while it is not. */
  private volatile String service;

  private ServiceProcess() {
    EmergencyExit.arm();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a service and waits for the signal that ends it.
   *
   * @param start ends with {@link #serve}
   * @throws CommandFailedException if the start fails; what it had opened is closed
   */
  static void run(Consumer<ServiceProcess> start) {
    var process = new ServiceProcess();
    boolean served = false;
    try {
      start.accept(process);
      served = true;
    } finally {
      if (!served) {
        process.abandon();
      }
    }
  }

  /** Remembers something to be closed before everything registered so far. */
  void onShutdown(String name, Supplier<? extends Future<?>> action) {
    closings.add(name, action);
  }

  /**
   * Ends the process as a signal does once something has come to its end.
   *
   * @param end fails if that was a fault: then the process's status is 1, so that a supervisor
   *     starts it again
   */
  void endAfter(Future<?> end) {
    end.onComplete(
        done -> {
          if (done.failed()) {
            hasFailed = true;
            LOG.error("{}, so the service ends (status 1)", done.cause().getMessage());
          }
          DaemonThread.start("exit", () -> System.exit(0)); // the hook says the status
        });
  }

  /** Completes when the process is told to end. */
  Future<Void> closing() {
    return closing.future();
  }

  /**
   * Waits for a step of the start.
   *
   * @throws CommandFailedException if it fails with a {@link StartFailedException}
   */
  <T> T await(Future<T> step) {
    try {
      return step.await();
    } catch (Exception e) {
      throw e instanceof StartFailedException
          ? new CommandFailedException(e.getMessage(), e)
          : new IllegalStateException("the service does not start", e);
    }
  }

  /**
   * As {@link #await(Future)}.
   *
   * @param failure what to say if it fails, whatever with; the reason is added
   */
  <T> T await(Future<T> step, String failure) {
    return await(
        step.recover(cause -> Future.failedFuture(StartFailedException.of(failure, cause))));
  }

  /**
   * Has systemd told of the service, if it wants to know, from {@link #serve} on.
   *
   * @param vertx what it is served with
   */
  void supervise(Vertx vertx, SupervisedService supervised) {
    notifier = ServiceNotifier.of(vertx, System::getenv, supervised);
  }

  /**
   * Says in the log, to systemd and on standard output that clients can connect, and waits for the
   * signal.
   *
   * @param newService the service's name
   * @param about what serves, for the log
   */
  void serve(String newService, String about) {
    service = newService;
    LOG.info(
        "{} serves @{}: {}, process {}, user {}, Java {}",
        ProgramVersion.text(),
        service,
        about,
        ProcessHandle.current().pid(),
        ServiceOwner.ofThisProcess(),
        System.getProperty("java.version"));
    StandardError.flush();
    if (notifier != null) {
      notifier.ready();
    }
    System.out.println("ready @" + service);
    System.out.flush();
    awaitEnd();
  }

  private void ended(boolean inOrder) {
    if (service != null && inOrder) {
      LOG.info("@{} has ended in order, after {}", service, upTime());
    } else if (service != null) {
      LOG.error("@{} has ended, but not in order, after {}", service, upTime());
    }
  }

  /** Hours, minutes and seconds. */
  private String upTime() {
    var time = Duration.ofNanos(System.nanoTime() - start);
    return String.format(
        Locale.ROOT, "%d:%02d:%02d h", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  private void abandon() {
    EmergencyExit.disarm();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("a signal closes already", e);
      awaitEnd();
      return;
    }
    closings.closeAll(CLOSING_LIMIT);
  }

  /** The signal's thread ends the process, and with it this wait. */
  private static void awaitEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The JVM would end with 128 + the signal's number; a service that closed in order says 0. */
  private void endBySignal() {
    EmergencyExit.disarm();
    DaemonThread.start("last resort", ServiceProcess::endAtLast);
    closing.complete();
    if (notifier != null) {
      notifier.stopping();
    }
    boolean inOrder = closings.closeAll(CLOSING_LIMIT);
    ended(inOrder);
    halt(inOrder && !hasFailed ? 0 : 1);
  }

  private static void endAtLast() {
    try {
      TimeUnit.SECONDS.sleep(LAST_RESORT_SECONDS);
    } catch (InterruptedException e) {
      LOG.debug("interrupted", e);
    }
    halt(1);
  }

  /** Ends without waiting for anything but the last lines of the log, and not long for these. */
  private static void halt(int status) {
    StandardError.flush();
    Runtime.getRuntime().halt(status);
  }
}
