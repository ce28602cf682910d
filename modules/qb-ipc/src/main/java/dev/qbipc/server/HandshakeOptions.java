package dev.qbipc.server;

import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Options for the clients that connect: how many may be on their way at once, how long that may
 * take, and on which threads it happens.
 */
public final class HandshakeOptions {

  /** A client that does not finish its handshake in so long is dropped. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  /** Handshakes under way at once, per event loop; beyond, clients wait in the backlog. */
  public static final int DEFAULT_MAX_HANDSHAKES = 512;

  /** Kernel queue of connections that wait to be accepted, as libqb has it. */
  public static final int DEFAULT_BACKLOG = 128;

  /** More event loops are of no use, since they only accept clients. */
  public static final int MAX_EVENT_LOOPS = 64;

  private static final int MAX_DEFAULT_EVENT_LOOPS = 4;

  private Duration timeout = DEFAULT_TIMEOUT;
  private int maxHandshakes = DEFAULT_MAX_HANDSHAKES;
  private int backlog = DEFAULT_BACKLOG;
  private Integer eventLoops;

  /** The defaults. */
  public HandshakeOptions() {}

  /**
   * A copy.
   *
   * @param other what to copy; may be changed afterwards
   */
  public HandshakeOptions(HandshakeOptions other) {
    timeout = other.timeout;
    maxHandshakes = other.maxHandshakes;
    backlog = other.backlog;
    eventLoops = other.eventLoops;
  }

  /**
   * What JSON says, and the defaults for the rest.
   *
   * @param json members {@code timeoutMillis}, {@code maxHandshakes}, {@code backlog} and {@code
   *     eventLoops}, each optional
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public HandshakeOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.millis("timeoutMillis", this::setTimeout);
    members.integer("maxHandshakes", this::setMaxHandshakes);
    members.integer("backlog", this::setBacklog);
    members.integer("eventLoops", this::setEventLoops);
    members.end();
  }

  private static int defaultEventLoops() {
    int half = Runtime.getRuntime().availableProcessors() / 2;
    return Math.min(MAX_DEFAULT_EVENT_LOOPS, Math.max(1, half));
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    var json =
        new JsonObject()
            .put("timeoutMillis", timeout.toMillis())
            .put("maxHandshakes", maxHandshakes)
            .put("backlog", backlog);
    if (eventLoops != null) {
      json.put("eventLoops", eventLoops);
    }
    return json;
  }

  /** {@return how long a handshake may take, in whole milliseconds} */
  public Duration getTimeout() {
    return timeout;
  }

  /**
   * Sets how long a handshake may take. A client that has not finished it by then is dropped.
   *
   * @param timeout at least a millisecond
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public HandshakeOptions setTimeout(Duration timeout) {
    this.timeout = Bounds.timeout("timeout", timeout);
    return this;
  }

  /** {@return the maximum number of simultaneous handshakes, for each event loop} */
  public int getMaxHandshakes() {
    return maxHandshakes;
  }

  /**
   * Limits the clients that have connected but not sent their request, and separately those whose
   * rings are being created. Further clients wait in the {@linkplain #getBacklog() backlog}, and
   * connecting fails with EAGAIN when that is full. A client that has sent its request is never
   * dropped for others; one that has not may be after a second, the oldest first.
   *
   * @param maxHandshakes for each event loop, at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public HandshakeOptions setMaxHandshakes(int maxHandshakes) {
    this.maxHandshakes = Bounds.positive("maxHandshakes", maxHandshakes);
    return this;
  }

  /** {@return the length of the kernel's queue of connections to be accepted} */
  public int getBacklog() {
    return backlog;
  }

  /**
   * Sets the length of the kernel's queue of connections to be accepted.
   *
   * @param backlog at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public HandshakeOptions setBacklog(int backlog) {
    this.backlog = Bounds.positive("backlog", backlog);
    return this;
  }

  /** {@return the number of event loops that share the handshakes and watch the setup sockets} */
  public int getEventLoops() {
    return eventLoops != null ? eventLoops : defaultEventLoops();
  }

  /**
   * Sets the number of event loops that share the handshakes and watch the setup sockets.
   *
   * @param eventLoops 1 to {@link #MAX_EVENT_LOOPS}
   * @return this
   * @throws IllegalArgumentException for another number
   */
  public HandshakeOptions setEventLoops(int eventLoops) {
    this.eventLoops = Bounds.between(1, MAX_EVENT_LOOPS, "eventLoops", eventLoops);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandshakeOptions options && toJson().equals(options.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
