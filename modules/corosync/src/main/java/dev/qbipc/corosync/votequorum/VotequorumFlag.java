package dev.qbipc.corosync.votequorum;

import java.util.EnumSet;
import java.util.Set;

/**
 * How votes are counted and where that has led, by corosync's names and numbers (corosync, section
 * 4). Those of the first group are options of corosync.conf.
 */
public enum VotequorumFlag {
  /** {@code two_node}: one of two nodes is enough, once both have met. */
  TWO_NODE(1),
  /** This node has the quorum. */
  QUORATE(2),
  /** {@code wait_for_all}: all nodes have to have met once. */
  WAIT_FOR_ALL(4),
  /**
   * {@code last_man_standing}: fewer votes are expected after a while without some of the nodes.
   */
  LAST_MAN_STANDING(8),
  /** {@code auto_tie_breaker}: of two equal halves one goes on. */
  AUTO_TIE_BREAKER(16),
  /** {@code allow_downscale}: nodes that leave are expected no more. */
  ALLOW_DOWNSCALE(32),
  /** There is a quorum device. */
  QDEVICE_REGISTERED(64),
  /** The quorum device has been heard of in time. */
  QDEVICE_ALIVE(128),
  /** The quorum device gives its votes to this node's side. */
  QDEVICE_CAST_VOTE(256),
  /** {@code master_wins}: the side that the quorum device is for needs no other votes. */
  QDEVICE_MASTER_WINS(512),
  /** The quorum device has told more of itself, to a corosync after 3.1.10. */
  QDEVICE_EXTRA_INFO(1024);

  private final int number;

  VotequorumFlag(int number) {
    this.number = number;
  }

  /** {@return the bit on the wire} */
  public int number() {
    return number;
  }

  /**
   * {@return the flags of which bits are set; bits that are of none are passed over}
   *
   * @param bits as on the wire
   */
  public static Set<VotequorumFlag> of(int bits) {
    Set<VotequorumFlag> flags = EnumSet.noneOf(VotequorumFlag.class);
    for (VotequorumFlag flag : values()) {
      if ((bits & flag.number) != 0) {
        flags.add(flag);
      }
    }
    return flags;
  }
}
