package dev.qbipc.corosync.cpg;

import java.util.Comparator;

/**
 * A member of a process group. Compared as corosync sorts them: by node, then by process.
 *
 * @param nodeId the id of its node; unsigned
 * @param pid the process id that it joined with; unsigned
 */
public record CpgAddress(int nodeId, int pid) implements Comparable<CpgAddress> {

  private static final Comparator<CpgAddress> ORDER =
      Comparator.comparing(CpgAddress::nodeId, Integer::compareUnsigned)
          .thenComparing(CpgAddress::pid, Integer::compareUnsigned);

  @Override
  public int compareTo(CpgAddress other) {
    return ORDER.compare(this, other);
  }

  /** As in {@code 1:7982}. */
  @Override
  public String toString() {
    return Integer.toUnsignedString(nodeId) + ":" + Integer.toUnsignedString(pid);
  }
}
