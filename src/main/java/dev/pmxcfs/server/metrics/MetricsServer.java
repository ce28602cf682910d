package dev.pmxcfs.server.metrics;

import dev.pmxcfs.server.stats.PrometheusText;
import dev.pmxcfs.server.stats.ServiceObserver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Answers over HTTP, for those who watch over services.
 *
 * <table>
 * <caption>Paths</caption>
 * <tr><td>{@code /metrics}</td><td>Prometheus's text format</td></tr>
 * <tr><td>{@code /health}</td><td>200 while the process answers at all</td></tr>
 * <tr><td>{@code /ready}</td><td>200 while clients can connect, 503 before and after</td></tr>
 * </table>
 */
public final class MetricsServer {

  private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int FAILED = 500;
  private static final int UNAVAILABLE = 503;

  private final MeasuredVertx measured;
  private final ServiceObserver observer;
  private final HttpServer server;
  private volatile boolean ready;

  /**
   * @param measured what started the Vert.x instance
   * @param observer who knows what the service does
   */
  public MetricsServer(Vertx vertx, MeasuredVertx measured, ServiceObserver observer) {
    this.measured = measured;
    this.observer = observer;
    server = vertx.createHttpServer(new HttpServerOptions()).requestHandler(this::answer);
  }

  /** Begins to answer; the service is not ready. */
  public Future<?> listen(MetricsAddress address) {
    return server.listen(address.socketAddress());
  }

  /** Where it listens, when it does. */
  public int port() {
    return server.actualPort();
  }

  /** Says whether clients can connect. */
  public void setReady(boolean ready) {
    this.ready = ready;
  }

  /** Ends it. */
  public Future<Void> close() {
    return server.close();
  }

  private void answer(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      end(request.response(), METHOD_NOT_ALLOWED);
      return;
    }
    switch (request.path()) {
      case "/metrics" -> metrics(request.response());
      case "/health" -> end(request.response(), OK);
      case "/ready" -> end(request.response(), ready ? OK : UNAVAILABLE);
      default -> end(request.response(), NOT_FOUND);
    }
  }

  private void metrics(HttpServerResponse response) {
    observer
        .report()
        .map(report -> Buffer.buffer(PrometheusText.of(report)).appendString(measured.scrape()))
        .onSuccess(text -> response.putHeader(HttpHeaders.CONTENT_TYPE, TEXT_FORMAT).end(text))
        .onFailure(cause -> end(response, FAILED));
  }

  private static void end(HttpServerResponse response, int status) {
    response.setStatusCode(status);
    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain");
    response.end(response.getStatusMessage() + "\n");
  }
}
