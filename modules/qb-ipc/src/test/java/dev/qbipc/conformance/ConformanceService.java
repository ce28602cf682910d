package dev.qbipc.conformance;

import dev.qbipc.QbException;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.Admission;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.RateLimit;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The conformance service on our server; what each id does stands in {@code libqb-server.c}. */
public final class ConformanceService {

  public static final int ECHO = 1;
  public static final int NO_REPLY = 2;
  public static final int TWO_REPLIES = 3;
  public static final int EVENTS = 4;
  public static final int FAIL = 5;
  public static final int DISCONNECT_ME = 6;
  public static final int RATE = 7;
  public static final int SLEEP = 8;
  public static final int BIG = 9;
  public static final int STATS = 10;
  public static final int SERVICE_STATS = 11;
  public static final int WHOAMI = 12;
  public static final int EVENT = 40;
  public static final int CREATED_EVENT = 41;

  private static final int MAX_REPLIES = 16;
  private static final int BIG_FACTOR = 31;
  private static final long CLOSED_AGAIN_MILLIS = 10;
  private static final byte[] NOTHING = {};

  private final Vertx vertx;
  private final QbServer server;
  private final ServiceOptions options;
  private final Consumer<String> output;
  private volatile AcceptPolicy policy = this::accept;
  private volatile Handler<QbConnection> connectionHandler = this::created;

  /**
   * @param output is told the names of the callbacks as they run
   */
  ConformanceService(
      Vertx vertx, QbServer server, ServiceOptions options, Consumer<String> output) {
    this.vertx = vertx;
    this.server = server;
    this.options = options;
    this.output = output;
  }

  /** Registers everything and listens. */
  Future<QbServer> start() {
    server.acceptPolicy(new CurrentPolicy()).connectionHandler(this::begun);
    var operations = new LinkedHashMap<Integer, Handler<Request>>();
    operations.put(ECHO, r -> r.reply(r.array(), 0, Math.max(0, r.length())));
    operations.put(NO_REPLY, Request::done);
    operations.put(TWO_REPLIES, ConformanceService::replyMany);
    operations.put(EVENTS, this::floodEvents);
    operations.put(FAIL, r -> r.fail(number(r, 0)));
    operations.put(DISCONNECT_ME, ConformanceService::disconnect);
    operations.put(RATE, this::limitRate);
    operations.put(BIG, ConformanceService::replyBig);
    operations.put(STATS, ConformanceService::replyStats);
    operations.put(SERVICE_STATS, this::replyServiceStats);
    operations.put(WHOAMI, ConformanceService::replyWhoami);
    Future<Void> registered =
        server.operation(
            SLEEP, SleepOperation::new, new OperationOptions().setThreading(Threading.WORKER));
    for (Map.Entry<Integer, Handler<Request>> entry : operations.entrySet()) {
      registered = registered.compose(v -> server.operation(entry.getKey(), entry.getValue()));
    }
    return registered.compose(v -> server.listen());
  }

  /** Asks another policy than the options' from now on. */
  void acceptPolicy(AcceptPolicy policy) {
    this.policy = policy;
  }

  /** Tells another handler than the service's own of new connections from now on. */
  void connectionHandler(Handler<QbConnection> handler) {
    this.connectionHandler = handler;
  }

  private void begun(QbConnection connection) {
    connectionHandler.handle(connection);
  }

  private final class CurrentPolicy implements AcceptPolicy {

    @Override
    public Admission admit(Credentials peer) {
      return policy.admit(peer);
    }

    @Override
    public boolean mayKnock(Credentials connector) {
      return policy.mayKnock(connector);
    }
  }

  private Admission accept(Credentials peer) {
    output.accept("accept");
    return options.admission();
  }

  private void created(QbConnection connection) {
    output.accept("created");
    connection.closeHandler(this::closed);
    connection.closed().onComplete(result -> output.accept("destroyed"));
    if (options.isEventOnCreated()) {
      connection.sendEvent(CREATED_EVENT, 0, Buffer.buffer());
    }
  }

  private Future<?> closed() {
    output.accept("closed");
    Promise<Void> enough = Promise.promise();
    closeAgain(options.closedNotYet(), enough);
    return enough.future();
  }

  private void closeAgain(int times, Promise<Void> enough) {
    if (times == 0) {
      enough.complete();
      return;
    }
    vertx.setTimer(
        CLOSED_AGAIN_MILLIS,
        timer -> {
          output.accept("closed");
          closeAgain(times - 1, enough);
        });
  }

  private static void replyMany(Request request) {
    int count = Math.min(number(request, 0), MAX_REPLIES);
    for (int i = 0; i < count; i++) {
      request.respond(TWO_REPLIES, 0, numbers(i));
    }
    request.done();
  }

  private void floodEvents(Request request) {
    int count = number(request, 0);
    int size = number(request, 1);
    QbConnection connection = request.connection();
    request
        .reply(NOTHING)
        .onSuccess(v -> new EventFlood(vertx, connection, EVENT, count, size).sendOn());
  }

  private static void disconnect(Request request) {
    QbConnection connection = request.connection();
    request.done();
    connection.disconnect();
  }

  private void limitRate(Request request) {
    RateLimit limit = RateLimit.values()[number(request, 0)];
    request.reply(NOTHING).onSuccess(v -> server.requestRateLimit(limit));
  }

  private static void replyBig(Request request) {
    byte[] payload = new byte[number(request, 0)];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (i * BIG_FACTOR);
    }
    request
        .reply(payload)
        .onFailure(
            e -> {
              if (e instanceof QbException qb && qb.errno() == Errno.EMSGSIZE) {
                request.fail(Errno.EMSGSIZE);
              }
            });
  }

  private static void replyStats(Request request) {
    boolean clear = number(request, 0) != 0;
    request.connection().stats(clear).onSuccess(stats -> request.reply(encode(stats)));
  }

  private static byte[] encode(ConnectionStats stats) {
    return ByteBuffer.allocate(9 * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .putLong(stats.requests())
        .putLong(stats.responses())
        .putLong(stats.events())
        .putLong(stats.sendRetries())
        .putLong(stats.recvRetries())
        .putLong(stats.flowControlState())
        .putLong(stats.flowControlCount())
        .putLong(stats.eventQueueLength())
        .putLong(stats.clientPid())
        .array();
  }

  private void replyServiceStats(Request request) {
    var stats = server.stats();
    request.reply(numbers(stats.activeConnections(), stats.closedConnections()));
  }

  private static void replyWhoami(Request request) {
    Credentials peer = request.connection().peer();
    request.reply(numbers(peer.pid(), peer.uid(), peer.gid()));
  }

  private static int number(Request request, int index) {
    int end = (index + 1) * Integer.BYTES;
    return request.length() < end
        ? 0
        : ByteBuffer.wrap(request.array())
            .order(ByteOrder.nativeOrder())
            .getInt(index * Integer.BYTES);
  }

  private static byte[] numbers(int... values) {
    var buffer = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.nativeOrder());
    for (int value : values) {
      buffer.putInt(value);
    }
    return buffer.array();
  }

  /** SLEEP: blocks, which only a worker may. */
  private static final class SleepOperation extends OperationVerticle {

    @Override
    public void handle(Request request) {
      try {
        Thread.sleep(number(request, 0));
        request.reply(NOTHING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        request.fail(Errno.EINTR);
      }
    }
  }
}
