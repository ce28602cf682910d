package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.RegularFile;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file of the tree that programs have open, one for all its handles. Once it has been removed
 * from the tree, or another was put in its place, they go on with its contents here, as with any
 * file system; what they write then is gone when the last of them closes it (mount, section 5).
 */
final class OpenFile {

  private final long inode;
  private volatile Removed removed;

  /** Of {@link MountState}, under its lock. */
  private int handles;

  /**
   * A file that is not in the tree any more.
   *
   * @param file as it was, and as it was written since
   * @param isPrivate whether it was in a private place
   */
  record Removed(RegularFile file, boolean isPrivate) {}

  OpenFile(long inode) {
    this.inode = inode;
  }

  long inode() {
    return inode;
  }

  /** One more handle. */
  void retain() {
    handles++;
  }

  /** One handle less; true if it was the last one. */
  boolean release() {
    handles--;
    return handles == 0;
  }

  /** Takes what it was when it was removed. */
  void remove(Removed last) {
    removed = last;
  }

  /** What it has become since it was removed; empty while it is in the tree. */
  Optional<Removed> removed() {
    return Optional.ofNullable(removed);
  }

  /** Writes into the removed file, whose limits were checked. */
  synchronized void write(long offset, byte[] data, boolean truncate, int mtime) {
    byte[] old = removed.file().data();
    int end = (int) offset + data.length;
    byte[] contents = Arrays.copyOf(old, truncate ? end : Math.max(old.length, end));
    System.arraycopy(data, 0, contents, (int) offset, data.length);
    var attributes = removed.file().attributes();
    var written = attributes.changed(attributes.version(), attributes.writer(), mtime);
    removed = new Removed(new RegularFile(written, contents), removed.isPrivate());
  }

  /** Sets the time of the removed file. */
  synchronized void setMtime(int mtime) {
    var attributes = removed.file().attributes();
    var set = attributes.changed(attributes.version(), attributes.writer(), mtime);
    removed = new Removed(removed.file().with(set), removed.isPrivate());
  }
}
