package dev.pmxcfs.ipc.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The connections of the port: few, with one request each at a time, and none for long that does
 * not ask or does not take its answer. Belongs to the port's event loop.
 */
final class PortConnections {

  /** How many there may be. */
  static final int MAX = 16;

  /** From the beginning, or from an answer, until the next answer is taken. */
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /**
   * From an answer to the next one: to ask without a pause is to wait, and costs others nothing.
   */
  private static final long PAUSE_MILLIS = 50;

  /** What has not asked for so long makes room for another connection where there is none. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Vertx vertx;

  /** Those whose last answer is longest ago stand in front. */
  private final Map<HttpConnection, Exchange> exchanges = new LinkedHashMap<>();

  PortConnections(Vertx vertx) {
    this.vertx = vertx;
  }

  /** What a connection waits for: its question, or that the answer to it is taken. */
  private static final class Exchange {

    private final long begun = System.nanoTime();
    private final long deadline;
    private final long pauseMillis;
    private boolean asked;

    Exchange(long deadline, long pauseMillis) {
      this.deadline = deadline;
      this.pauseMillis = pauseMillis;
    }

    boolean isSilent() {
      return !asked && System.nanoTime() - begun >= SILENCE_NANOS;
    }

    long millisLeft() {
      return pauseMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
  }

  /** Takes a new connection in, or closes it. */
  void add(HttpConnection connection) {
    if (exchanges.size() >= MAX && !makeRoom()) {
      connection.close();
      return;
    }
    begin(connection, 0);
    connection.closeHandler(closed -> remove(connection));
  }

  private boolean makeRoom() {
    for (var entry : exchanges.entrySet()) {
      if (entry.getValue().isSilent()) {
        close(entry.getKey());
        return true;
      }
    }
    return false;
  }

  private void begin(HttpConnection connection, long pauseMillis) {
    long deadline = vertx.setTimer(PATIENCE_MILLIS, late -> close(connection));
    exchanges.put(connection, new Exchange(deadline, pauseMillis));
  }

  private void remove(HttpConnection connection) {
    Exchange exchange = exchanges.remove(connection);
    if (exchange != null) {
      vertx.cancelTimer(exchange.deadline);
    }
  }

  /** Closes a connection, whatever it is at. */
  void close(HttpConnection connection) {
    remove(connection);
    connection.close();
  }

  /**
   * Answers a request when it is its turn; closes the connection if the last answer has not been
   * taken.
   */
  void asks(HttpConnection connection, Runnable answer) {
    Exchange exchange = exchanges.get(connection);
    if (exchange == null || exchange.asked) {
      close(connection);
      return;
    }
    exchange.asked = true;
    long millis = exchange.millisLeft();
    if (millis <= 0) {
      answer.run();
    } else {
      vertx.setTimer(millis, paused -> answer(connection, exchange, answer));
    }
  }

  private void answer(HttpConnection connection, Exchange exchange, Runnable answer) {
    if (exchanges.get(connection) == exchange) {
      answer.run();
    }
  }

  /** Notes that an answer was taken: the connection may ask again. */
  void answered(HttpConnection connection) {
    if (exchanges.containsKey(connection)) {
      remove(connection);
      begin(connection, PAUSE_MILLIS);
    }
  }
}
