package dev.qbipc.server;

import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;

/** Options for deploying an operation. */
public final class OperationOptions {

  /** By default operations run on the thread that read the request. */
  public static final Threading DEFAULT_THREADING = Threading.READER;

  /** The number of instances of an operation that does not run on the readers. */
  public static final int DEFAULT_INSTANCES = 1;

  /** By default there is no deadline. */
  public static final Duration DEFAULT_DEADLINE = Duration.ZERO;

  private Threading threading = DEFAULT_THREADING;
  private int instances = DEFAULT_INSTANCES;
  private Duration deadline = DEFAULT_DEADLINE;

  /** The defaults. */
  public OperationOptions() {}

  /**
   * A copy.
   *
   * @param other what to copy; may be changed afterwards
   */
  public OperationOptions(OperationOptions other) {
    threading = other.threading;
    instances = other.instances;
    deadline = other.deadline;
  }

  /**
   * What JSON says, and the defaults for the rest.
   *
   * @param json members {@code threading}, {@code instances} and {@code deadlineMillis}, each
   *     optional
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public OperationOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.oneOf("threading", Threading.class, this::setThreading);
    members.integer("instances", this::setInstances);
    members.millis("deadlineMillis", this::setDeadline);
    members.end();
  }

  /** {@return where the operation runs} */
  public Threading getThreading() {
    return threading;
  }

  /**
   * Sets where the operation runs.
   *
   * @param threading the kind of thread
   * @return this
   */
  public OperationOptions setThreading(Threading threading) {
    this.threading = Objects.requireNonNull(threading, "threading");
    return this;
  }

  /** {@return the number of instances that share the work} */
  public int getInstances() {
    return instances;
  }

  /**
   * Sets the number of instances that share the work. On readers there is always one per reader.
   *
   * @param instances at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public OperationOptions setInstances(int instances) {
    this.instances = Bounds.positive("instances", instances);
    return this;
  }

  /**
   * {@return the time after which a request is answered with ETIMEDOUT, in whole milliseconds; zero
   * for none}
   */
  public Duration getDeadline() {
    return deadline;
  }

  /**
   * Sets the time after which a request is answered with ETIMEDOUT and the answer of its operation
   * is dropped. An operation that blocks a reader is not interrupted: nothing else is answered
   * there meanwhile, which is why it must not block.
   *
   * @param deadline at least a millisecond; zero for none
   * @return this
   * @throws IllegalArgumentException if it is negative, or more than zero and less than a
   *     millisecond
   */
  public OperationOptions setDeadline(Duration deadline) {
    this.deadline = Bounds.timeoutOrZero("deadline", deadline);
    return this;
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("threading", JsonOptions.spelled(threading))
        .put("instances", instances)
        .put("deadlineMillis", deadline.toMillis());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OperationOptions options && toJson().equals(options.toJson());
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
