package dev.qbipc.server;

import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Options that limit connections: how many there may be, how much shared memory their rings may
 * take, and how long they may be silent. A uid is the real one, as the kernel vouches for it.
 */
public final class ConnectionLimits {

  /** Connections that may be open at once. */
  public static final int DEFAULT_MAX_CONNECTIONS = 4096;

  /** Connections of one user that may be open at once: half of all, so that others find room. */
  public static final int DEFAULT_MAX_CONNECTIONS_PER_UID = 2048;

  /** Clients are not disconnected for being silent. */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ZERO;

  /** Percent of shared memory that the rings of one user may take. */
  public static final int DEFAULT_MAX_SHARED_MEMORY_PERCENT_PER_UID = 50;

  /** Percent of shared memory that is kept for root: a connection with 1 MiB, of 64 MiB. */
  public static final int DEFAULT_SHARED_MEMORY_RESERVE_PERCENT = 5;

  /** A service may take all shared memory that there is. */
  public static final int DEFAULT_MIN_FREE_SHARED_MEMORY = 0;

  private static final int MAX_RESERVE_PERCENT = 50;

  private int maxConnections = DEFAULT_MAX_CONNECTIONS;
  private int maxConnectionsPerUid = DEFAULT_MAX_CONNECTIONS_PER_UID;
  private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
  private int maxSharedMemoryPercentPerUid = DEFAULT_MAX_SHARED_MEMORY_PERCENT_PER_UID;
  private int sharedMemoryReservePercent = DEFAULT_SHARED_MEMORY_RESERVE_PERCENT;
  private int minFreeSharedMemory = DEFAULT_MIN_FREE_SHARED_MEMORY;

  /** The defaults. */
  public ConnectionLimits() {}

  /**
   * A copy.
   *
   * @param other what to copy; may be changed afterwards
   */
  public ConnectionLimits(ConnectionLimits other) {
    maxConnections = other.maxConnections;
    maxConnectionsPerUid = other.maxConnectionsPerUid;
    idleTimeout = other.idleTimeout;
    maxSharedMemoryPercentPerUid = other.maxSharedMemoryPercentPerUid;
    sharedMemoryReservePercent = other.sharedMemoryReservePercent;
    minFreeSharedMemory = other.minFreeSharedMemory;
  }

  /**
   * What JSON says, and the defaults for the rest.
   *
   * @param json members named as the setters, each optional; the time is {@code idleTimeoutMillis}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public ConnectionLimits(JsonObject json) {
    var members = new JsonOptions(json);
    members.integer("maxConnections", this::setMaxConnections);
    members.integer("maxConnectionsPerUid", this::setMaxConnectionsPerUid);
    members.millis("idleTimeoutMillis", this::setIdleTimeout);
    members.integer("maxSharedMemoryPercentPerUid", this::setMaxSharedMemoryPercentPerUid);
    members.integer("sharedMemoryReservePercent", this::setSharedMemoryReservePercent);
    members.integer("minFreeSharedMemory", this::setMinFreeSharedMemory);
    members.end();
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("maxConnections", maxConnections)
        .put("maxConnectionsPerUid", maxConnectionsPerUid)
        .put("idleTimeoutMillis", idleTimeout.toMillis())
        .put("maxSharedMemoryPercentPerUid", maxSharedMemoryPercentPerUid)
        .put("sharedMemoryReservePercent", sharedMemoryReservePercent)
        .put("minFreeSharedMemory", minFreeSharedMemory);
  }

  /** {@return the maximum number of open connections} */
  public int getMaxConnections() {
    return maxConnections;
  }

  /**
   * Sets the maximum number of open connections; further clients are refused with EAGAIN. One in
   * sixteen is reserved for root and the user that the server runs as.
   *
   * @param maxConnections at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public ConnectionLimits setMaxConnections(int maxConnections) {
    this.maxConnections = Bounds.positive("maxConnections", maxConnections);
    return this;
  }

  /** {@return the maximum number of open connections of one user, by uid; 0 for no such limit} */
  public int getMaxConnectionsPerUid() {
    return maxConnectionsPerUid;
  }

  /**
   * Sets the maximum number of open connections of one user, by uid. Further clients of that user
   * are refused with EDQUOT.
   *
   * @param maxConnectionsPerUid 0 for no such limit
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public ConnectionLimits setMaxConnectionsPerUid(int maxConnectionsPerUid) {
    this.maxConnectionsPerUid = Bounds.notNegative("maxConnectionsPerUid", maxConnectionsPerUid);
    return this;
  }

  /**
   * {@return the time without a request after which a connection is ended, in whole milliseconds;
   * zero for never}
   */
  public Duration getIdleTimeout() {
    return idleTimeout;
  }

  /**
   * Disconnects silent clients; their next call fails with ENOTCONN. A connection with an
   * unanswered request is not silent; one that only waits for events is. It may take half as long
   * again until the silence is noticed.
   *
   * @param idleTimeout at least a millisecond; zero for never
   * @return this
   * @throws IllegalArgumentException if it is negative, or more than zero and less than a
   *     millisecond
   */
  public ConnectionLimits setIdleTimeout(Duration idleTimeout) {
    this.idleTimeout = Bounds.timeoutOrZero("idleTimeout", idleTimeout);
    return this;
  }

  /** {@return the share of shared memory that the rings of one user may take, in percent} */
  public int getMaxSharedMemoryPercentPerUid() {
    return maxSharedMemoryPercentPerUid;
  }

  /**
   * Keeps one user from taking all of {@code /dev/shm}: further clients of that user are refused
   * with ENOSPC. It does not apply to root, nor to the user that the server runs as.
   *
   * @param percent of the file system's size, 1 to 100
   * @return this
   * @throws IllegalArgumentException for another percentage
   */
  public ConnectionLimits setMaxSharedMemoryPercentPerUid(int percent) {
    maxSharedMemoryPercentPerUid = Bounds.between(1, 100, "maxSharedMemoryPercentPerUid", percent);
    return this;
  }

  /** {@return the share of shared memory that is reserved for root, in percent} */
  public int getSharedMemoryReservePercent() {
    return sharedMemoryReservePercent;
  }

  /**
   * Reserves a part of {@code /dev/shm} for root and the user that the server runs as: other
   * clients are refused with ENOSPC if they would leave less space free, whatever has taken the
   * rest.
   *
   * @param percent of the file system's size, 0 to 50
   * @return this
   * @throws IllegalArgumentException for another percentage
   */
  public ConnectionLimits setSharedMemoryReservePercent(int percent) {
    sharedMemoryReservePercent =
        Bounds.between(0, MAX_RESERVE_PERCENT, "sharedMemoryReservePercent", percent);
    return this;
  }

  /** {@return the shared memory that this service leaves free, in bytes} */
  public int getMinFreeSharedMemory() {
    return minFreeSharedMemory;
  }

  /**
   * A client whose rings would leave less shared memory free is refused with ENOSPC, so that some
   * is left for another service.
   *
   * @param minFreeSharedMemory in bytes
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public ConnectionLimits setMinFreeSharedMemory(int minFreeSharedMemory) {
    this.minFreeSharedMemory = Bounds.notNegative("minFreeSharedMemory", minFreeSharedMemory);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectionLimits options && toJson().equals(options.toJson());
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
