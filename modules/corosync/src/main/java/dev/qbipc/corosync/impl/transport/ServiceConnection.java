package dev.qbipc.corosync.impl.transport;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.linux.Errno;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to one of corosync's services: requests with their answers, one at a time and none
 * without a bound, events beside them, and the end (corosync, sections 1.1 and 1.2). Any thread may
 * call it; handlers run on the context that opened it.
 *
 * <p>Whatever would wedge a connection is out of reach here: it always asks for the size that
 * corosync's own libraries ask for, and a request that was not answered in time ends it (corosync,
 * section 0, rules 1 and 8).
 */
public final class ServiceConnection {

  /** What corosync's libraries ask for; with less, one larger event would end all others. */
  static final int MESSAGE_SIZE = 1024 * 1024;

  private static final int CS_OK = 1;

  private static final Logger LOG = LoggerFactory.getLogger(ServiceConnection.class);

  private final LocalCorosync corosync;
  private final String service;
  private final QbClient client;
  private final Context context;
  private volatile boolean closing;
  private volatile CorosyncException ending;
  private Handler<CorosyncException> closeHandler;
  private CorosyncException end;

  private ServiceConnection(LocalCorosync corosync, String service, QbClient client) {
    this.corosync = corosync;
    this.service = service;
    this.client = client;
    this.context = corosync.vertx().getOrCreateContext();
    // Corosync queues without bound for a client that does not read (corosync, section 2.5).
    client.eventHandler(ignored -> {});
    client.closeHandler(this::ended);
  }

  /**
   * Connects, and tries again for as long as the options say while corosync is not there.
   *
   * @param service the service's name
   * @param flowControlLimit up to which of totem's states requests wait here: 1, or 2 to be told of
   *     them early (corosync, section 1.4)
   */
  public static Future<ServiceConnection> open(
      LocalCorosync corosync, String service, int flowControlLimit) {
    return open(corosync, service, flowControlLimit, () -> false);
  }

  /**
   * As the other, until it is given up.
   *
   * @param isGivenUp asked before each attempt: whether nobody wants the connection any more
   */
  public static Future<ServiceConnection> open(
      LocalCorosync corosync, String service, int flowControlLimit, BooleanSupplier isGivenUp) {
    CorosyncOptions options = corosync.options();
    Context owner = corosync.vertx().getOrCreateContext();
    var client =
        new QbClientOptions()
            .setService(service)
            .setMaxMessageSize(MESSAGE_SIZE)
            .setFlowControlLimit(flowControlLimit)
            .setSocketMode(options.getSocketMode())
            .setSocketDirectory(options.getSocketDirectory())
            .setConnectTimeout(options.getConnectTimeout())
            .setRequestTimeout(options.getRequestTimeout())
            .setMaxQueuedBytes(options.getMaxQueuedBytes());
    BooleanSupplier isOver = () -> isGivenUp.getAsBoolean() || Owner.hasEnded(owner);
    return new Connecting(corosync.vertx(), client, options.isStartAwaited(), isOver)
        .connect()
        .onSuccess(connected -> corosync.outage().connected())
        .onFailure(
            failure -> {
              if (!isOver.getAsBoolean()) {
                corosync.outage().notConnected(failure.getMessage());
              }
            })
        .map(connected -> new ServiceConnection(corosync, service, connected));
  }

  /** As {@link #request(Outgoing, String, Duration, Function)}, with the time of the options. */
  public <T> Future<T> request(Outgoing request, String what, Function<Incoming, T> answer) {
    return request(request, what, corosync.options().getRequestTimeout(), answer);
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param what what is being done, for messages of failures
   * @param answer reads an answer whose error is CS_OK
   * @return fails with corosync's error, or with that of the connection
   */
  public <T> Future<T> request(
      Outgoing request, String what, Duration timeout, Function<Incoming, T> answer) {
    return client
        .request(request.id(), request.payload(), timeout)
        .transform(
            (response, failure) ->
                failure == null
                    ? read(response, what, answer)
                    : Future.failedFuture(Failures.of(failure, named(what))));
  }

  private <T> Future<T> read(QbMessage response, String what, Function<Incoming, T> answer) {
    if (response.error() != CS_OK) {
      return Future.failedFuture(Failures.ofAnswer(response.error(), named(what)));
    }
    try {
      return Future.succeededFuture(answer.apply(new Incoming(response)));
    } catch (MalformedMessageException e) {
      return Future.failedFuture(broken(named(what), e));
    }
  }

  /** Sends a request that corosync does not answer; completes when it is in the ring. */
  public Future<Void> send(Outgoing request, String what) {
    return client
        .send(request.id(), request.payload(), corosync.options().getRequestTimeout())
        .recover(failure -> Future.failedFuture(Failures.of(failure, named(what))));
  }

  /** Sets what is called with each event, in place of a handler that drops them. */
  public ServiceConnection eventHandler(Handler<Incoming> handler) {
    client.eventHandler(
        event -> {
          if (ending != null) {
            return;
          }
          try {
            handler.handle(new Incoming(event));
          } catch (MalformedMessageException e) {
            broken("event " + event.id() + " of corosync's service " + service, e);
          }
        });
    return this;
  }

  /** As {@link dev.qbipc.corosync.CorosyncConnection#closeHandler}. */
  public ServiceConnection closeHandler(Handler<CorosyncException> handler) {
    CorosyncException ended;
    synchronized (this) {
      ended = end;
      closeHandler = ended == null ? handler : null;
    }
    if (ended != null && handler != null) {
      context.runOnContext(now -> handler.handle(ended));
    }
    return this;
  }

  private void ended(QbException reason) {
    CorosyncException told = ending;
    if (told == null) {
      told = Failures.ofTransport(reason, "connection to corosync's service " + service);
    }
    if (closing || Owner.hasEnded(context)) {
      corosync.outage().closed();
    } else if (told.errno() == Errno.ETIMEDOUT) {
      corosync.outage().timedOut(told.getMessage());
    } else {
      corosync.outage().lost(told.getMessage());
    }
    Handler<CorosyncException> handler;
    synchronized (this) {
      end = told;
      handler = closeHandler;
      closeHandler = null;
    }
    if (handler != null) {
      handler.handle(told);
    }
  }

  /** What corosync sent cannot be understood, so nothing that follows can be relied on. */
  private CorosyncException broken(String what, MalformedMessageException cause) {
    var failure = Failures.malformed(what + ": " + cause.getMessage(), cause);
    if (ending == null) {
      LOG.warn("{}; connection closed", failure.getMessage());
      close(failure);
    }
    return failure;
  }

  /** Whether requests are refused for the moment. */
  public boolean writeQueueFull() {
    return client.writeQueueFull();
  }

  /** Sets what is called when requests are taken again after {@link #writeQueueFull()}. */
  public ServiceConnection drainHandler(Handler<Void> handler) {
    client.drainHandler(handler);
    return this;
  }

  /** Pauses events; answers arrive as before. */
  public ServiceConnection pause() {
    client.pause();
    return this;
  }

  /** Resumes events. */
  public ServiceConnection resume() {
    client.resume();
    return this;
  }

  /** Fetches a number of events while paused. */
  public ServiceConnection fetch(long amount) {
    client.fetch(amount);
    return this;
  }

  /** Whether the connection is there. */
  public boolean isOpen() {
    return client.isConnected();
  }

  /** Ends the connection. */
  public Future<Void> close() {
    closing = true;
    return client.disconnect();
  }

  /** Ends the connection for a reason of its owner, who is told it by the close handler too. */
  public Future<Void> close(CorosyncException reason) {
    ending = reason;
    return close();
  }

  private String named(String what) {
    return "corosync's service " + service + ", " + what;
  }
}
