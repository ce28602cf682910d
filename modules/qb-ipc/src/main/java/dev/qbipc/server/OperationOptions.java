package dev.qbipc.server;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** How an operation is deployed. */
public final class OperationOptions {

  /** Operations run on the thread that read the request unless they say otherwise. */
  public static final Threading DEFAULT_THREADING = Threading.READER;

  /** Instances of an operation that does not run on the readers. */
  public static final int DEFAULT_INSTANCES = 1;

  /** An operation may take as long as it likes unless its options say otherwise. */
  public static final Duration DEFAULT_DEADLINE = Duration.ZERO;

  private Threading threading = DEFAULT_THREADING;
  private int instances = DEFAULT_INSTANCES;
  private Duration deadline = DEFAULT_DEADLINE;

  public OperationOptions() {}

  public OperationOptions(OperationOptions other) {
    threading = other.threading;
    instances = other.instances;
    deadline = other.deadline;
  }

  /**
   * @param json members {@code threading}, {@code instances} and {@code deadlineMillis}, each
   *     optional
   */
  public OperationOptions(JsonObject json) {
    threading = Threading.valueOf(json.getString("threading", threading.name()));
    setInstances(json.getInteger("instances", instances));
    setDeadline(Duration.ofMillis(json.getLong("deadlineMillis", deadline.toMillis())));
  }

  /** Where the operation runs. */
  public Threading getThreading() {
    return threading;
  }

  public OperationOptions setThreading(Threading threading) {
    this.threading = threading;
    return this;
  }

  /** How many instances share the work; on readers there is always one per reader. */
  public int getInstances() {
    return instances;
  }

  public OperationOptions setInstances(int instances) {
    if (instances < 1) {
      throw new IllegalArgumentException("instances must be > 0: " + instances);
    }
    this.instances = instances;
    return this;
  }

  /**
   * How long a request may take until it is answered with ETIMEDOUT and its operation's own answer
   * is dropped; zero for as long as it likes. An operation on a reader that blocks its thread is
   * not interrupted: nothing else is answered there meanwhile, which is why it must not.
   */
  public Duration getDeadline() {
    return deadline;
  }

  public OperationOptions setDeadline(Duration deadline) {
    if (deadline.isNegative()) {
      throw new IllegalArgumentException("deadline must be >= 0: " + deadline);
    }
    this.deadline = deadline;
    return this;
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("threading", threading.name())
        .put("instances", instances)
        .put("deadlineMillis", deadline.toMillis());
  }
}
