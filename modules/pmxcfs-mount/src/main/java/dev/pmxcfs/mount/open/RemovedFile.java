package dev.pmxcfs.mount.open;

import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeException;
import java.util.Arrays;

/**
 * A file that programs have open and that has been removed from the tree, or in whose place another
 * was put. They go on with its contents here, as with any file system; what they write is gone when
 * the last of them closes it (mount, section 5). For any thread.
 */
public final class RemovedFile {

  private volatile Contents contents;
  private volatile TreeException failure;

  /**
   * What there is of it.
   *
   * @param file as it was, and as it was written since
   * @param isPrivate whether it was in a private place
   */
  public record Contents(RegularFile file, boolean isPrivate) {}

  RemovedFile(Contents last) {
    contents = last;
  }

  /** What it has become since it was removed. */
  public Contents contents() {
    return contents;
  }

  /** Whether a change of it was stored before it was removed, by the version that the tree got. */
  public boolean contains(long version) {
    return Long.compareUnsigned(contents.file().attributes().version(), version) >= 0;
  }

  /** Takes why it was kept out of the tree, though a program was told that it is made. */
  public void fail(TreeException reason) {
    failure = reason;
  }

  /** Tells why it was kept out of the tree, if it was. */
  public void check() throws TreeException {
    TreeException reason = failure;
    if (reason != null) {
      throw reason;
    }
  }

  /** Writes into it, its limits having been checked. */
  public synchronized void write(long offset, byte[] data, boolean truncate, int mtime) {
    byte[] old = contents.file().data();
    int end = (int) offset + data.length;
    byte[] written = Arrays.copyOf(old, truncate ? end : Math.max(old.length, end));
    System.arraycopy(data, 0, written, (int) offset, data.length);
    contents = new Contents(new RegularFile(with(mtime), written), contents.isPrivate());
  }

  /** Writes at its end, unless it would become larger than a file can be. */
  public synchronized void append(byte[] data, int mtime) {
    int end = contents.file().data().length;
    if (end <= WriteFile.MAX_FILE_SIZE - data.length) {
      write(end, data, false, mtime);
    }
  }

  /** Sets its time. */
  public synchronized void setMtime(int mtime) {
    contents = new Contents(contents.file().with(with(mtime)), contents.isPrivate());
  }

  private Attributes with(int mtime) {
    Attributes last = contents.file().attributes();
    return last.changed(last.version(), last.writer(), mtime);
  }
}
