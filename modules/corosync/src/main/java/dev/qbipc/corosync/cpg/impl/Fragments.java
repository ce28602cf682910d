package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.cpg.impl.wire.FragmentType;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** A message in parts, from which fragments are cut without copying (corosync, section 2.3). */
final class Fragments {

  private final List<Buffer> parts;
  private final int total;
  private final int size;
  private int part;
  private int offset;
  private int cut;

  private FragmentType type;
  private List<Buffer> fragment;
  private int length;

  /**
   * @param total length of the parts together, more than one fragment has
   * @param size of the largest fragment
   */
  Fragments(List<Buffer> parts, int total, int size) {
    this.parts = parts;
    this.total = total;
    this.size = size;
    next();
  }

  /** Goes on to the next fragment; there is one as long as {@link #isLast} does not say so. */
  void next() {
    length = Math.min(size, total - cut);
    type =
        cut == 0
            ? FragmentType.FIRST
            : cut + length == total ? FragmentType.LAST : FragmentType.CONTINUED;
    fragment = new ArrayList<>();
    int missing = length;
    while (missing > 0) {
      Buffer from = parts.get(part);
      int taken = Math.min(missing, from.length() - offset);
      if (taken > 0) {
        fragment.add(from.slice(offset, offset + taken));
      }
      missing -= taken;
      offset += taken;
      if (offset == from.length()) {
        part++;
        offset = 0;
      }
    }
    cut += length;
  }

  /** Whether the fragment is the message's last. */
  boolean isLast() {
    return type == FragmentType.LAST;
  }

  FragmentType type() {
    return type;
  }

  /** The fragment's bytes. */
  List<Buffer> bytes() {
    return fragment;
  }

  /** The fragment's length, in bytes. */
  int length() {
    return length;
  }

  /** The message's length, in bytes. */
  int total() {
    return total;
  }
}
