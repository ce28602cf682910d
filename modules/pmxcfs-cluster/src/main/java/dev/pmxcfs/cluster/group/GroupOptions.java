package dev.pmxcfs.cluster.group;

import dev.pmxcfs.state.json.MapOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Options for a {@link StateMachine}. */
public final class GroupOptions {

  /** How long the sender of a change waits while nothing moves in the group. */
  public static final Duration DEFAULT_CHANGE_TIMEOUT = Duration.ofSeconds(60);

  /** How many senders may wait. Any of them may have sent a file of a mebibyte. */
  public static final int DEFAULT_MAX_WAITING = 256;

  /** The bytes of frames that may wait for the end of a sync. */
  public static final int DEFAULT_MAX_QUEUED_BYTES = 64 * 1024 * 1024;

  private static final String CHANGE_TIMEOUT = "changeTimeoutMillis";
  private static final String MAX_WAITING = "maxWaiting";
  private static final String MAX_QUEUED_BYTES = "maxQueuedBytes";

  private Duration changeTimeout = DEFAULT_CHANGE_TIMEOUT;
  private int maxWaiting = DEFAULT_MAX_WAITING;
  private int maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;

  /** The defaults. */
  public GroupOptions() {}

  /** A copy. */
  public GroupOptions(GroupOptions other) {
    changeTimeout = other.changeTimeout;
    maxWaiting = other.maxWaiting;
    maxQueuedBytes = other.maxQueuedBytes;
  }

  /**
   * @param json members named as the setters, each optional; the map of a JSON object. The time is
   *     {@code changeTimeoutMillis}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public GroupOptions(Map<String, Object> json) {
    var members = new MapOptions(json);
    members.integer(CHANGE_TIMEOUT, millis -> setChangeTimeout(Duration.ofMillis(millis)));
    members.integer(MAX_WAITING, this::setMaxWaiting);
    members.integer(MAX_QUEUED_BYTES, this::setMaxQueuedBytes);
    members.end();
  }

  /** The map of a JSON object, from which equal options can be made. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(CHANGE_TIMEOUT, (int) changeTimeout.toMillis());
    json.put(MAX_WAITING, maxWaiting);
    json.put(MAX_QUEUED_BYTES, maxQueuedBytes);
    return json;
  }

  /**
   * How long the sender of a change waits while nothing moves in the group, before it is told
   * ETIMEDOUT: the change may still be made later.
   */
  public Duration getChangeTimeout() {
    return changeTimeout;
  }

  /**
   * @param changeTimeout in whole milliseconds, more than zero, less than 25 days
   */
  public GroupOptions setChangeTimeout(Duration changeTimeout) {
    long millis = Objects.requireNonNull(changeTimeout, "changeTimeout").toMillis();
    if (millis < 1 || millis > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("changeTimeout must be 1 ms to 24 days: " + changeTimeout);
    }
    this.changeTimeout = Duration.ofMillis(millis);
    return this;
  }

  /** How many senders of changes may wait; further ones are told EBUSY. */
  public int getMaxWaiting() {
    return maxWaiting;
  }

  /**
   * @param maxWaiting more than zero
   */
  public GroupOptions setMaxWaiting(int maxWaiting) {
    this.maxWaiting = positive(MAX_WAITING, maxWaiting);
    return this;
  }

  /**
   * The bytes of frames that may wait for the end of a sync, which is also what updates may have
   * beyond the largest tree. With more the group is left and joined anew: a frame that is dropped
   * would make this node another one than the rest.
   */
  public int getMaxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * @param maxQueuedBytes more than zero
   */
  public GroupOptions setMaxQueuedBytes(int maxQueuedBytes) {
    this.maxQueuedBytes = positive(MAX_QUEUED_BYTES, maxQueuedBytes);
    return this;
  }

  private static int positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be more than zero: " + value);
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupOptions options && toJson().equals(options.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return toJson().toString();
  }
}
