package dev.qbipc.corosync.cpg;

import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Options for a {@link CpgGroup}. */
public final class CpgOptions {

  /** The largest message that is sent and received, in bytes. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 16 * 1024 * 1024;

  /** A pause may last. */
  public static final Duration DEFAULT_MAX_PAUSE = Duration.ZERO;

  private int pid;
  private int maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
  private Duration maxPause = DEFAULT_MAX_PAUSE;

  /** The defaults. */
  public CpgOptions() {}

  /**
   * A copy.
   *
   * @param other what to copy
   */
  public CpgOptions(CpgOptions other) {
    pid = other.pid;
    maxMessageSize = other.maxMessageSize;
    maxPause = other.maxPause;
  }

  /**
   * @param json members named as the setters, each optional; the time is {@code maxPauseMillis}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public CpgOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.integer("pid", this::setPid);
    members.integer("maxMessageSize", this::setMaxMessageSize);
    members.millis("maxPauseMillis", this::setMaxPause);
    members.end();
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    var json = new JsonObject();
    if (pid != 0) {
      json.put("pid", pid);
    }
    return json.put("maxMessageSize", maxMessageSize).put("maxPauseMillis", maxPause.toMillis());
  }

  /**
   * {@return the process id to join with; that of this process if none was set} Members of a group
   * are told apart by node and process id alone, so that a process that joins a group twice needs
   * another one for the second time.
   */
  public int getPid() {
    return pid != 0 ? pid : (int) ProcessHandle.current().pid();
  }

  /**
   * Sets the process id to join with; see {@link #getPid}.
   *
   * @param pid more than zero
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public CpgOptions setPid(int pid) {
    this.pid = Bounds.positive("pid", pid);
    return this;
  }

  /**
   * {@return the largest message, in bytes} Larger ones are not sent, and dropped when others send
   * them: what a member has sent of a message is kept until its last fragment, so that this, for
   * each member of the group, bounds what is held.
   */
  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  /**
   * Sets the largest message; see {@link #getMaxMessageSize}.
   *
   * @param maxMessageSize in bytes, more than zero
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public CpgOptions setMaxMessageSize(int maxMessageSize) {
    this.maxMessageSize = Bounds.positive("maxMessageSize", maxMessageSize);
    return this;
  }

  /**
   * {@return how long a {@linkplain CpgGroup#pause() pause} may last, in whole milliseconds, before
   * the connection is ended to spare corosync's memory; zero for ever}
   */
  public Duration getMaxPause() {
    return maxPause;
  }

  /**
   * Sets how long a pause may last; see {@link #getMaxPause}.
   *
   * @param maxPause in whole milliseconds, or zero for ever
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public CpgOptions setMaxPause(Duration maxPause) {
    this.maxPause = Bounds.timeoutOrZero("maxPause", maxPause);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CpgOptions options && toJson().equals(options.toJson());
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
