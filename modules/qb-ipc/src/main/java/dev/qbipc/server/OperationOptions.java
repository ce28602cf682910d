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

  /** A copy. */
  public OperationOptions(OperationOptions other) {
    threading = other.threading;
    instances = other.instances;
    deadline = other.deadline;
  }

  /**
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

  /** Where the operation runs. */
  public Threading getThreading() {
    return threading;
  }

  public OperationOptions setThreading(Threading threading) {
    this.threading = Objects.requireNonNull(threading, "threading");
    return this;
  }

  /** The number of instances that share the work; on readers there is always one per reader. */
  public int getInstances() {
    return instances;
  }

  public OperationOptions setInstances(int instances) {
    this.instances = Bounds.positive("instances", instances);
    return this;
  }

  /**
   * The time after which a request is answered with ETIMEDOUT and the answer of its operation is
   * dropped, in whole milliseconds; zero for none. An operation that blocks a reader is not
   * interrupted: nothing else is answered there meanwhile, which is why it must not block.
   */
  public Duration getDeadline() {
    return deadline;
  }

  public OperationOptions setDeadline(Duration deadline) {
    this.deadline = Bounds.timeoutOrZero("deadline", deadline);
    return this;
  }

  /** The JSON form, from which equal options can be made. */
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
