package dev.pmxcfs.ipc.systemd;

import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd, if that has started this process as {@code Type=notify}, when the service is
 * ready, what it does, that it lives, and when it begins to end. Otherwise it does nothing.
 *
 * <p>Any thread may call the methods, which do not block.
 */
public final class ServiceNotifier {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNotifier.class);

  private static final long STATUS_MILLIS = 5_000;

  private final Vertx vertx;
  private final NotifyEnvironment environment;
  private final SupervisedService service;
  private final Optional<NotifySocket> socket;
  private Watchdog watchdog;
  private String status = "";
  private boolean isStopping;

  private ServiceNotifier(Vertx vertx, NotifyEnvironment environment, SupervisedService service) {
    this.vertx = vertx;
    this.service = service;
    this.environment = environment;
    this.socket = environment.socket().map(address -> new NotifySocket(vertx, address));
  }

  /**
   * Reads what systemd wants to know. Variables that make no sense are logged.
   *
   * @param vertx sends, on an event loop: closed after the service
   * @param environment gives the value of a variable, or null
   * @param service what is told of
   */
  public static ServiceNotifier of(
      Vertx vertx, UnaryOperator<String> environment, SupervisedService service) {
    var asked = NotifyEnvironment.of(environment, ProcessHandle.current().pid());
    asked.faults().forEach(LOG::warn);
    return new ServiceNotifier(vertx, asked, service);
  }

  /** Tells that clients can connect, and from now on what the service does and that it lives. */
  public synchronized void ready() {
    if (socket.isEmpty() || isStopping) {
      return;
    }
    status = service.summary().get();
    socket.get().send("READY=1\nSTATUS=" + status);
    vertx.setPeriodic(STATUS_MILLIS, tick -> tellStatus());
    environment
        .watchdog()
        .ifPresent(
            time -> {
              watchdog = new Watchdog(vertx, time, service.silentThreads(), this::feed);
              watchdog.start();
            });
  }

  private synchronized void tellStatus() {
    String now = service.summary().get();
    if (!isStopping && !now.equals(status)) {
      status = now;
      socket.get().send("STATUS=" + now);
    }
  }

  /** Also by an answer that comes when the service ends already. */
  private synchronized void feed() {
    if (!isStopping) {
      socket.get().send("WATCHDOG=1");
    }
  }

  /** Tells that the service ends from now on. */
  public synchronized void stopping() {
    if (socket.isEmpty() || isStopping) {
      return;
    }
    isStopping = true;
    if (watchdog != null) {
      watchdog.stop();
    }
    socket.get().send("STOPPING=1\nSTATUS=ending");
  }
}
