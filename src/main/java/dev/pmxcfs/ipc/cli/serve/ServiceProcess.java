package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.health.ClientRoom;
import dev.pmxcfs.ipc.log.StandardError;
import dev.pmxcfs.ipc.process.EmergencyExit;
import dev.pmxcfs.ipc.server.ReadinessProbe;
import dev.pmxcfs.ipc.server.ServiceOwner;
import dev.pmxcfs.ipc.version.ProgramVersion;
import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that is a service: from its ready line to its end.
 *
 * <p>SIGTERM, SIGINT and SIGHUP end it with status 0 after everything registered with {@link
 * #atEnd} was closed, last registered first. A start that fails closes the same way. A process that
 * has lost an event loop or its memory ends at once, with status 3.
 */
public final class ServiceProcess {

  /** Closing one thing takes no longer, or what comes behind it would not have its turn. */
  private static final long STEP_SECONDS = 6;

  /** All closing together takes no longer; systemd's unit of pmxcfs kills after 10 s. */
  private static final long CLOSING_SECONDS = 8;

  /** When the process ends whatever hangs, be it the log. */
  private static final long LAST_RESORT_SECONDS = 9;

  private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);

  /** Something to be closed, with a name for the log. */
  private record Closing(String what, Supplier<Future<?>> close) {}

  private final long start = System.nanoTime();
  private final Deque<Closing> closings = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::endBySignal, "end");

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
  synchronized void atEnd(String what, Supplier<Future<?>> close) {
    closings.push(new Closing(what, close));
  }

  /**
   * Lets clients in, says so in the log and on standard output when one can connect, and waits for
   * the signal.
   *
   * @param room where there has to be some for a client
   * @param about what serves, for the log
   * @param ready called when clients can connect
   * @throws CommandFailedException if the service cannot listen
   */
  void serve(QbServer server, ClientRoom room, String about, Runnable ready) {
    await(server.listen(), "cannot listen at @" + server.service());
    if (!new ReadinessProbe(server, room).awaitSuccess(ended)) {
      return;
    }
    ready.run();
    began(server.service(), about);
    StandardError.flush();
    System.out.println("ready @" + server.service());
    System.out.flush();
    awaitSignal();
  }

  /**
   * Waits for a step of the start.
   *
   * @param failure what to say if it fails; the reason is added
   * @throws CommandFailedException if it fails, whatever with
   */
  <T> T await(Future<T> step, String failure) {
    try {
      return step.await();
    } catch (Exception e) {
      throw failed(failure, e);
    }
  }

  private void began(String newService, String about) {
    service = newService;
    LOG.info(
        "{} serves @{}: {}, process {}, user {}, Java {}",
        ProgramVersion.text(),
        service,
        about,
        ProcessHandle.current().pid(),
        ServiceOwner.ofThisProcess(),
        System.getProperty("java.version"));
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
      awaitSignal();
      return;
    }
    closeAll();
  }

  private static CommandFailedException failed(String what, Throwable cause) {
    if (cause instanceof QbException e && e.errno() == Errno.EADDRINUSE) {
      return new CommandFailedException(what + ": the name is in use", cause);
    }
    return new CommandFailedException(what + ": " + Reason.of(cause), cause);
  }

  private void awaitSignal() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The JVM would end with 128 + the signal's number; a service that closed in order says 0. */
  private void endBySignal() {
    EmergencyExit.disarm();
    background("last resort", ServiceProcess::endAtLast);
    boolean inOrder = closeAll();
    ended(inOrder);
    ended.countDown();
    halt(inOrder ? 0 : 1);
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

  private synchronized boolean closeAll() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSING_SECONDS);
    boolean inOrder = true;
    while (!closings.isEmpty()) {
      inOrder &= close(closings.pop(), deadline);
    }
    return inOrder;
  }

  private static boolean close(Closing closing, long deadline) {
    long nanos = Math.min(deadline - System.nanoTime(), TimeUnit.SECONDS.toNanos(STEP_SECONDS));
    try {
      closed(closing).await(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      LOG.error("{} did not close in time", closing.what());
    } catch (Exception e) {
      LOG.error("{} did not close", closing.what(), e);
    }
    return false;
  }

  /** Closes on a thread of its own, since to begin with it may hang already. */
  private static Future<?> closed(Closing closing) {
    Promise<Object> closed = Promise.promise();
    background(
        "close",
        () -> {
          try {
            closing.close().get().onComplete(done -> closed.complete(), closed::fail);
          } catch (RuntimeException e) {
            closed.fail(e);
          }
        });
    return closed.future();
  }

  private static void background(String name, Runnable action) {
    var thread = new Thread(action, name);
    thread.setDaemon(true);
    thread.start();
  }
}
