package dev.qbipc.corosync;

/**
 * A ring of totem: the nodes that hear each other, from one change to the next. Two services that
 * name the same ring speak of the same nodes.
 *
 * @param nodeId the ring's representative, its lowest node; unsigned
 * @param sequence grows with each ring; unsigned
 */
public record RingId(int nodeId, long sequence) {

  /** As corosync prints it: the node in decimal and the sequence in hexadecimal digits. */
  @Override
  public String toString() {
    return Integer.toUnsignedString(nodeId) + "." + Long.toHexString(sequence);
  }
}
