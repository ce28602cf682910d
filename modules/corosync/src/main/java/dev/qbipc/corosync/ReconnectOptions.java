package dev.qbipc.corosync;

import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Options for {@link Reconnecting}. */
public final class ReconnectOptions {

  /** Before the first attempt after a connection was lost. */
  public static final Duration DEFAULT_FIRST_PAUSE = Duration.ofMillis(50);

  /** Between attempts, in the end. */
  public static final Duration DEFAULT_LONGEST_PAUSE = Duration.ofSeconds(1);

  private Duration firstPause = DEFAULT_FIRST_PAUSE;
  private Duration longestPause = DEFAULT_LONGEST_PAUSE;

  /** The defaults. */
  public ReconnectOptions() {}

  /**
   * A copy.
   *
   * @param other what to copy
   */
  public ReconnectOptions(ReconnectOptions other) {
    firstPause = other.firstPause;
    longestPause = other.longestPause;
  }

  /**
   * @param json members named as the setters, each optional; the times are {@code firstPauseMillis}
   *     and {@code longestPauseMillis}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public ReconnectOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.millis("firstPauseMillis", this::setFirstPause);
    members.millis("longestPauseMillis", this::setLongestPause);
    members.end();
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("firstPauseMillis", firstPause.toMillis())
        .put("longestPauseMillis", longestPause.toMillis());
  }

  /**
   * {@return the pause before the first attempt, in whole milliseconds; each pause doubles the one
   * before}
   */
  public Duration getFirstPause() {
    return firstPause;
  }

  /**
   * Sets the pause before the first attempt; see {@link #getFirstPause}.
   *
   * @param firstPause more than zero, in whole milliseconds
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public ReconnectOptions setFirstPause(Duration firstPause) {
    this.firstPause = Bounds.timeout("firstPause", firstPause);
    return this;
  }

  /** {@return the longest pause, in whole milliseconds} */
  public Duration getLongestPause() {
    return longestPause;
  }

  /**
   * Sets the longest pause; see {@link #getLongestPause}.
   *
   * @param longestPause more than zero, in whole milliseconds
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public ReconnectOptions setLongestPause(Duration longestPause) {
    this.longestPause = Bounds.timeout("longestPause", longestPause);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReconnectOptions options && toJson().equals(options.toJson());
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
