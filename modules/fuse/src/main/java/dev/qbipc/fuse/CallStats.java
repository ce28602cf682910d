package dev.qbipc.fuse;

/**
 * What has become of the calls of one kind since the session began.
 *
 * @param opcode the kind, as the kernel numbers it; 0 for all kinds that are not known by name
 * @param name what the kernel's header calls it, in small letters, such as {@code getattr}; {@code
 *     other} for the rest
 * @param errors calls that were answered with an error. To look up a name that is not there is one,
 *     and so is ENOSYS, by which the kernel learns to do without.
 * @param latencies how long the calls took that have ended, and how many there were
 */
public record CallStats(int opcode, String name, long errors, CallLatencies latencies) {

  /** {@return how many calls have ended} */
  public long calls() {
    return latencies.count();
  }
}
