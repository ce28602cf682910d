package dev.qbipc.server;

import io.vertx.core.json.JsonObject;

/** How an operation is deployed. */
public final class OperationOptions {

  /** Operations run on the thread that read the request unless they say otherwise. */
  public static final Threading DEFAULT_THREADING = Threading.READER;

  /** Instances of an operation that does not run on the readers. */
  public static final int DEFAULT_INSTANCES = 1;

  private Threading threading = DEFAULT_THREADING;
  private int instances = DEFAULT_INSTANCES;

  public OperationOptions() {}

  public OperationOptions(OperationOptions other) {
    threading = other.threading;
    instances = other.instances;
  }

  /**
   * @param json members {@code threading} and {@code instances}, each optional
   */
  public OperationOptions(JsonObject json) {
    threading = Threading.valueOf(json.getString("threading", threading.name()));
    setInstances(json.getInteger("instances", instances));
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

  public JsonObject toJson() {
    return new JsonObject().put("threading", threading.name()).put("instances", instances);
  }
}
