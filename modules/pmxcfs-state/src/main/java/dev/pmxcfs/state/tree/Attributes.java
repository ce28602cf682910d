package dev.pmxcfs.state.tree;

import dev.pmxcfs.api.ByteString;
import java.util.Locale;

/**
 * What files and directories have in common (operations, section 5.1).
 *
 * @param inode the entry's number, unsigned; the root's is 0
 * @param parent the inode of the directory it is in
 * @param version the global version at its last change, unsigned
 * @param writer the corosync node id of its last writer, 0 without a cluster; 32 bits
 * @param mtime its last change in seconds since 1970; 32 bits
 * @param name its name in the directory; the root's is empty
 */
public record Attributes(
    long inode, long parent, long version, int writer, int mtime, ByteString name) {

  /** The attributes after a change of the entry. */
  public Attributes changed(long newVersion, int newWriter, int newMtime) {
    return new Attributes(inode, parent, newVersion, newWriter, newMtime, name);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "inode %s ('%s', parent %s, version %s)",
        Long.toUnsignedString(inode),
        name,
        Long.toUnsignedString(parent),
        Long.toUnsignedString(version));
  }
}
