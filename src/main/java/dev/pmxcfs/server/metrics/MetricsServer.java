package dev.pmxcfs.server.metrics;

import dev.pmxcfs.server.health.ServiceHealth;
import dev.pmxcfs.server.stats.PrometheusText;
import dev.pmxcfs.server.stats.ServiceObserver;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.healthchecks.CheckResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers over HTTP, for those who watch over services.
 *
 * <table>
 * <caption>Paths</caption>
 * <tr><td>{@code /metrics}</td><td>Prometheus's text format</td></tr>
 * <tr><td>{@code /health}</td><td>200 while no check finds anything wrong, 503 otherwise</td></tr>
 * <tr><td>{@code /ready}</td><td>the same for the checks of what keeps clients out</td></tr>
 * </table>
 *
 * <p>The last two answer the checks and their reasons as JSON. What takes time to find out is found
 * out once for all who ask meanwhile.
 */
public final class MetricsServer {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

  private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int FAILED = 500;
  private static final int UNAVAILABLE = 503;

  private static final int IDLE_SECONDS = 60;

  private final Shared<Buffer> metrics;
  private final Shared<CheckResult> health;
  private final Shared<CheckResult> readiness;
  private final HttpServer server;

  /**
   * @param measured what started the Vert.x instance
   * @param observer who knows what the service does
   * @param health whether the service can do it
   */
  public MetricsServer(
      Vertx vertx, MeasuredVertx measured, ServiceObserver observer, ServiceHealth health) {
    this.metrics =
        new Shared<>(
            () ->
                observer
                    .report()
                    .map(report -> Buffer.buffer(PrometheusText.of(report)))
                    .map(text -> text.appendString(measured.scrape())));
    this.health = new Shared<>(health::health);
    this.readiness = new Shared<>(health::readiness);
    // HTTP/2 would be spoken in the clear to anybody, and nobody needs it here
    var options =
        new HttpServerOptions().setHttp2ClearTextEnabled(false).setIdleTimeout(IDLE_SECONDS);
    server = vertx.createHttpServer(options).requestHandler(this::answer);
  }

  /** Begins to answer. */
  public Future<?> listen(MetricsAddress address) {
    return server.listen(address.socketAddress());
  }

  /** Where it listens, when it does. */
  public int port() {
    return server.actualPort();
  }

  /** Ends it. */
  public Future<Void> close() {
    return server.close();
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      end(response, METHOD_NOT_ALLOWED);
      return;
    }
    switch (request.path()) {
      case "/metrics" -> answer(response, metrics, text -> end(response, OK, TEXT_FORMAT, text));
      case "/health" -> answer(response, health, checks -> end(response, checks));
      case "/ready" -> answer(response, readiness, checks -> end(response, checks));
      default -> end(response, NOT_FOUND);
    }
  }

  private static <T> void answer(HttpServerResponse response, Shared<T> what, Handler<T> whenMade) {
    what.get()
        .onSuccess(whenMade::handle)
        .onFailure(
            cause -> {
              LOG.error("an HTTP request cannot be answered", cause);
              end(response, FAILED);
            });
  }

  private static void end(HttpServerResponse response, CheckResult checks) {
    int status = CheckResult.isUp(checks) ? OK : UNAVAILABLE;
    end(response, status, "application/json", checks.toJson().toBuffer().appendString("\n"));
  }

  private static void end(HttpServerResponse response, int status) {
    response.setStatusCode(status);
    String text = response.getStatusMessage() + "\n";
    end(response, status, "text/plain", Buffer.buffer(text));
  }

  private static void end(HttpServerResponse response, int status, String type, Buffer body) {
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type).end(body);
  }
}
