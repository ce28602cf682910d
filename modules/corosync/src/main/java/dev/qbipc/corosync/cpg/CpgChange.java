package dev.qbipc.corosync.cpg;

import java.util.List;

/**
 * A change of a group's configuration. All members see it at the same place among the messages.
 * Lists are sorted by node, then process.
 *
 * @param members the members from now on, as corosync counts them; see {@link CpgGroup#members()}
 *     for one trap
 * @param joined who has come: {@link CpgReason#JOIN} or {@link CpgReason#NODEUP}
 * @param left who has gone: {@link CpgReason#LEAVE}, {@link CpgReason#NODEDOWN} or {@link
 *     CpgReason#PROCDOWN}
 */
public record CpgChange(
    List<CpgAddress> members, List<CpgMovement> joined, List<CpgMovement> left) {

  /**
   * Copies the lists.
   *
   * @param members the members from now on, as corosync counts them; see {@link CpgGroup#members()}
   *     for one trap
   * @param joined who has come: {@link CpgReason#JOIN} or {@link CpgReason#NODEUP}
   * @param left who has gone: {@link CpgReason#LEAVE}, {@link CpgReason#NODEDOWN} or {@link
   *     CpgReason#PROCDOWN}
   */
  public CpgChange {
    members = List.copyOf(members);
    joined = List.copyOf(joined);
    left = List.copyOf(left);
  }
}
