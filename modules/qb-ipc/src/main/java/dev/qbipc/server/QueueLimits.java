package dev.qbipc.server;

import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;

/**
 * Options that limit what the server holds for its clients: requests that are being answered, and
 * responses that are not read.
 *
 * <p>The default of {@code maxHeldBytes} depends on the heap; it is in the JSON form only if it was
 * set.
 */
public final class QueueLimits {

  /** Requests of one connection that operations may be busy with at once. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 64;

  /** Bytes that the requests of one connection may hold while operations are busy with them. */
  public static final int DEFAULT_MAX_IN_FLIGHT_BYTES = 64 * 1024 * 1024;

  /** Bytes of responses kept for a client that does not read them, beside its full ring. */
  public static final int DEFAULT_MAX_BACKLOG_BYTES = 4 * 1024 * 1024;

  /** Percent of what is held for clients that one user may have. */
  public static final int DEFAULT_MAX_HELD_PERCENT_PER_UID = 50;

  private static final int HEAP_PER_HELD = 4;

  private int maxInFlight = DEFAULT_MAX_IN_FLIGHT;
  private int maxInFlightBytes = DEFAULT_MAX_IN_FLIGHT_BYTES;
  private int maxBacklogBytes = DEFAULT_MAX_BACKLOG_BYTES;
  private Integer maxHeldBytes;
  private int maxHeldPercentPerUid = DEFAULT_MAX_HELD_PERCENT_PER_UID;

  /** The defaults. */
  public QueueLimits() {}

  /**
   * A copy.
   *
   * @param other what to copy; may be changed afterwards
   */
  public QueueLimits(QueueLimits other) {
    maxInFlight = other.maxInFlight;
    maxInFlightBytes = other.maxInFlightBytes;
    maxBacklogBytes = other.maxBacklogBytes;
    maxHeldBytes = other.maxHeldBytes;
    maxHeldPercentPerUid = other.maxHeldPercentPerUid;
  }

  /**
   * What JSON says, and the defaults for the rest.
   *
   * @param json members named as the setters, each optional
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public QueueLimits(JsonObject json) {
    var members = new JsonOptions(json);
    members.integer("maxInFlight", this::setMaxInFlight);
    members.integer("maxInFlightBytes", this::setMaxInFlightBytes);
    members.integer("maxBacklogBytes", this::setMaxBacklogBytes);
    members.integer("maxHeldBytes", this::setMaxHeldBytes);
    members.integer("maxHeldPercentPerUid", this::setMaxHeldPercentPerUid);
    members.end();
  }

  private static int defaultMaxHeldBytes() {
    long share = Runtime.getRuntime().maxMemory() / HEAP_PER_HELD;
    return (int) Math.min(Integer.MAX_VALUE, share);
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    var json =
        new JsonObject()
            .put("maxInFlight", maxInFlight)
            .put("maxInFlightBytes", maxInFlightBytes)
            .put("maxBacklogBytes", maxBacklogBytes)
            .put("maxHeldPercentPerUid", maxHeldPercentPerUid);
    if (maxHeldBytes != null) {
      json.put("maxHeldBytes", maxHeldBytes);
    }
    return json;
  }

  /** {@return the maximum number of unanswered requests of one connection} */
  public int getMaxInFlight() {
    return maxInFlight;
  }

  /**
   * Sets the maximum number of unanswered requests of one connection; further ones wait in the
   * ring.
   *
   * @param maxInFlight at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QueueLimits setMaxInFlight(int maxInFlight) {
    this.maxInFlight = Bounds.positive("maxInFlight", maxInFlight);
    return this;
  }

  /** {@return the memory that unanswered requests of one connection may take, in bytes} */
  public int getMaxInFlightBytes() {
    return maxInFlightBytes;
  }

  /**
   * Lowers {@link #getMaxInFlight()} for connections with large messages, to as many of the longest
   * as fit, but at least one. Since a response is not longer than a message, this limits the
   * responses to these requests as well.
   *
   * @param maxInFlightBytes at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QueueLimits setMaxInFlightBytes(int maxInFlightBytes) {
    this.maxInFlightBytes = Bounds.positive("maxInFlightBytes", maxInFlightBytes);
    return this;
  }

  /** {@return the memory for unread responses of one connection beyond its ring, in bytes} */
  public int getMaxBacklogBytes() {
    return maxBacklogBytes;
  }

  /**
   * Sets the memory for unread responses of one connection beyond its ring. With more, further
   * requests wait in their ring.
   *
   * @param maxBacklogBytes at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QueueLimits setMaxBacklogBytes(int maxBacklogBytes) {
    this.maxBacklogBytes = Bounds.positive("maxBacklogBytes", maxBacklogBytes);
    return this;
  }

  /**
   * {@return the part of the heap that may be held for all clients together, in bytes: payloads of
   * unanswered requests, and responses that do not fit into the clients' rings} By default it is a
   * quarter of the maximum heap, but at most 2 GiB.
   */
  public int getMaxHeldBytes() {
    return maxHeldBytes != null ? maxHeldBytes : defaultMaxHeldBytes();
  }

  /**
   * Keeps clients that read nothing from filling the heap. When this much is held, or a user's
   * share of it, a response that finds its ring full is replaced by an empty one with ENOBUFS, and
   * requests wait in their rings. An ordinary response goes straight into its ring and does not
   * count. One quarter is reserved for root and the user that the server runs as. Something larger
   * than half of it is held if half of it is free.
   *
   * @param maxHeldBytes at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QueueLimits setMaxHeldBytes(int maxHeldBytes) {
    this.maxHeldBytes = Bounds.positive("maxHeldBytes", maxHeldBytes);
    return this;
  }

  /** {@return the share of {@link #getMaxHeldBytes()} for the clients of one user, in percent} */
  public int getMaxHeldPercentPerUid() {
    return maxHeldPercentPerUid;
  }

  /**
   * Limits what is held for one user, by uid. It does not apply to root, nor to the user that the
   * server runs as.
   *
   * @param percent 1 to 100
   * @return this
   * @throws IllegalArgumentException for another percentage
   */
  public QueueLimits setMaxHeldPercentPerUid(int percent) {
    maxHeldPercentPerUid = Bounds.between(1, 100, "maxHeldPercentPerUid", percent);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QueueLimits options && toJson().equals(options.toJson());
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
