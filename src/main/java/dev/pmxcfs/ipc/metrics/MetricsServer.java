package dev.pmxcfs.ipc.metrics;

import dev.pmxcfs.ipc.health.ServiceHealth;
import dev.pmxcfs.ipc.health.Shared;
import dev.pmxcfs.ipc.process.ProgramVertx;
import dev.pmxcfs.ipc.stats.Overview;
import dev.pmxcfs.ipc.stats.PrometheusText;
import dev.pmxcfs.ipc.stats.ServiceObserver;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers over HTTP, for monitoring.
 *
 * <table>
 * <caption>Paths</caption>
 * <tr><td>{@code /}</td><td>a page for people, with its files</td></tr>
 * <tr><td>{@code /overview.json}</td><td>what it shows</td></tr>
 * <tr><td>{@code /metrics}</td><td>Prometheus's text format</td></tr>
 * <tr><td>{@code /health}</td><td>200 while no check finds anything wrong, 503 otherwise</td></tr>
 * <tr><td>{@code /ready}</td><td>the same for the checks of what keeps clients out</td></tr>
 * </table>
 *
 * <p>The last two answer the checks and their reasons as JSON.
 *
 * <p>Any user of the machine can reach it, so it must not cost the service anything: it has its own
 * Vert.x, few connections with few bytes each, and an answer is made at most once a second, for
 * everyone. Anything but a plain request is refused, and its connection closed.
 */
public final class MetricsServer {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

  private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int CONTENT_TOO_LARGE = 413;
  private static final int FAILED = 500;
  private static final int UNAVAILABLE = 503;

  /** How old an answer may be. */
  private static final Duration MAX_AGE = Duration.ofSeconds(1);

  private static final int MAX_HEADER_BYTES = 8 * 1024;
  private static final int MAX_LINE_BYTES = 1024;

  /** Those that are open, and as many that have just come and are to be closed or let in. */
  private static final int MAX_ACCEPTED = 2 * PortConnections.MAX;

  private final Vertx vertx;
  private final HostNames names;
  private final Map<String, PageFile> page = PageFile.all();
  private final Shared<Buffer> metrics;
  private final Shared<Buffer> overview;
  private final Shared<CheckResult> health;
  private final Shared<CheckResult> readiness;
  private final PortConnections connections;
  private final HttpServer server;

  /**
   * Starts the server's Vert.x.
   *
   * @param meters what is told besides the service's own metrics, in Prometheus's text format
   * @param observer knows what the service does
   * @param overview what of it everybody may see
   * @param health whether the service can do it
   * @param names the host names under which it answers, besides addresses
   */
  public MetricsServer(
      Supplier<String> meters,
      ServiceObserver observer,
      Overview overview,
      ServiceHealth health,
      Collection<String> names) {
    vertx = startVertx();
    this.names = new HostNames(names);
    Context context = vertx.getOrCreateContext();
    this.metrics =
        shared(
            () ->
                on(context, observer.summary())
                    .map(report -> Buffer.buffer(PrometheusText.of(report)))
                    .map(text -> text.appendString(meters.get())));
    this.overview = shared(() -> on(context, overview.now()).map(JsonObject::toBuffer));
    this.health = shared(() -> on(context, health.health()));
    this.readiness = shared(() -> on(context, health.readiness()));
    connections = new PortConnections(vertx);
    server =
        vertx
            .createHttpServer(options())
            .connectionHandler(connections::add)
            .requestHandler(
                request -> connections.asks(request.connection(), () -> answer(request)));
  }

  private static Vertx startVertx() {
    var options = ProgramVertx.options(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1);
    return new ConnectionLimit(MAX_ACCEPTED).start(options);
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setMaxInitialLineLength(MAX_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADER_BYTES);
  }

  /** Begins to answer. */
  public Future<?> listen(MetricsAddress address) {
    return server.listen(address.socketAddress());
  }

  /** Ends it, and the Vert.x instance. */
  public Future<Void> close() {
    return ProgramVertx.close(vertx);
  }

  private static <T> Shared<T> shared(Supplier<Future<T>> make) {
    return new Shared<>(
        () ->
            make.get().onFailure(cause -> LOG.error("an HTTP request cannot be answered", cause)));
  }

  private static <T> Future<T> on(Context context, Future<T> future) {
    Promise<T> promise = Promise.promise();
    future.onComplete(result -> context.runOnContext(now -> promise.handle(result)));
    return promise.future();
  }

  private void answer(HttpServerRequest request) {
    int status = status(request);
    if (status != OK) {
      refuse(request, status);
      return;
    }
    switch (request.path()) {
      case "/metrics" -> answer(request, metrics, text -> end(request, OK, TEXT_FORMAT, text));
      case "/overview.json" -> answer(request, overview, json -> end(request, OK, JSON, json));
      case "/health" -> answer(request, health, checks -> end(request, checks));
      case "/ready" -> answer(request, readiness, checks -> end(request, checks));
      default -> answerFile(request);
    }
  }

  private void answerFile(HttpServerRequest request) {
    PageFile file = page.get(request.path());
    if (file == null) {
      refuse(request, NOT_FOUND);
    } else {
      end(request, OK, file.type(), file.content());
    }
  }

  private int status(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      return METHOD_NOT_ALLOWED;
    }
    return hasBody(request) ? CONTENT_TOO_LARGE : names.status(request);
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && !length.equals("0")
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private <T> void answer(HttpServerRequest request, Shared<T> what, Handler<T> whenMade) {
    what.recent(MAX_AGE).onSuccess(whenMade).onFailure(cause -> refuse(request, FAILED));
  }

  private void end(HttpServerRequest request, CheckResult checks) {
    int status = CheckResult.isUp(checks) ? OK : UNAVAILABLE;
    end(request, status, JSON, checks.toJson().toBuffer().appendString("\n"));
  }

  private void end(HttpServerRequest request, int status, String type, Buffer body) {
    send(request.response().setStatusCode(status), type, body)
        .onSuccess(taken -> connections.answered(request.connection()));
  }

  /** Answers with an error and nothing else, nor to what may follow. */
  private void refuse(HttpServerRequest request, int status) {
    HttpServerResponse response = request.response().setStatusCode(status);
    response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    send(response, "text/plain", Buffer.buffer(response.getStatusMessage() + "\n"))
        .onComplete(taken -> connections.close(request.connection()));
  }

  private static Future<Void> send(HttpServerResponse response, String type, Buffer body) {
    response.headers().addAll(PageFile.RULES_FOR_BROWSERS);
    return response.putHeader(HttpHeaders.CONTENT_TYPE, type).end(body);
  }
}
