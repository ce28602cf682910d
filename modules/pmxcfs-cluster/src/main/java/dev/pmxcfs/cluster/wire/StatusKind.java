package dev.pmxcfs.cluster.wire;

import java.util.Arrays;
import java.util.Optional;

/** What a normal frame of the status group is, by its subtype (cluster, section 4.1). */
public enum StatusKind {
  /** A {@link StatusUpdate}. */
  UPDATE(1),
  /** An entry of the cluster log, as {@link dev.pmxcfs.state.log.LogEntry#encode} gives it. */
  LOG(3);

  private final int number;

  StatusKind(int number) {
    this.number = number;
  }

  /** The subtype. */
  public int number() {
    return number;
  }

  /** The kind of a subtype. */
  public static Optional<StatusKind> of(int number) {
    return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
  }
}
