package dev.pmxcfs.state.change;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.Directory;

/**
 * Where and when a change was made.
 *
 * @param writer the corosync node id of the node, {@link #LOCAL_WRITER} without a cluster
 * @param time the node's time in seconds since 1970
 */
public record Origin(int writer, long time) {

  /** The corosync node id without a corosync. */
  public static final int LOCAL_WRITER = 0;

  /** Of what is only tried. */
  static final Origin NONE = new Origin(LOCAL_WRITER, 0);

  /** Whether a change may be of a node: one that is only tried may be anybody's. */
  boolean mayBe(int node) {
    return equals(NONE) || writer == node;
  }

  /**
   * The attributes of an entry that is made.
   *
   * @param version the global version then, which is also the entry's inode
   */
  Attributes newEntry(long version, Directory parent, ByteString name) {
    return new Attributes(version, parent.attributes().inode(), version, writer, mtime(), name);
  }

  /** The time as files keep it: its lower 32 bits. */
  int mtime() {
    return (int) time;
  }
}
