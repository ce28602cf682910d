package dev.pmxcfs.mount.open;

import dev.pmxcfs.mount.open.RemovedFile.Contents;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often each file is open, and what has become of those that were removed meanwhile. To open
 * and to close a file makes nothing. Not for several threads at a time.
 */
public final class OpenFiles {

  /** So many can be open at once; the kernel's own limit is lower as a rule. */
  public static final int MAX = 1 << 20;

  private final LongCounts counts = new LongCounts();
  private final Map<Long, RemovedFile> removed = new HashMap<>();
  private final ReplacedFiles replaced = new ReplacedFiles();

  /** Opens a file of the tree, once more if it is open already; ENFILE if there are too many. */
  public void open(long inode) throws TreeException {
    if (counts.sum() >= MAX) {
      throw new TreeException(Errno.ENFILE, MAX + " files are open", null);
    }
    counts.increment(inode);
  }

  /** As the other, a file that is in the tree no more; false if nothing is kept of it. */
  public boolean openRemoved(long inode) throws TreeException {
    RemovedFile file = removed.get(inode);
    if (file == null) {
      file = replaced.find(inode).map(RemovedFile::new).orElse(null);
    }
    if (file != null) {
      open(inode);
      removed.put(inode, file);
    }
    return file != null;
  }

  /** Closes a file as often as it was opened; true the last time. EBADF if it is not open. */
  public boolean close(long inode) throws TreeException {
    if (counts.get(inode) == 0) {
      throw new TreeException(Errno.EBADF, "a file is closed that is not open", null);
    }
    boolean isLast = counts.decrement(inode) == 0;
    if (isLast && !removed.isEmpty()) {
      removed.remove(inode);
    }
    return isLast;
  }

  /**
   * A file is removed from the tree.
   *
   * @param isReplaced whether another has its name
   */
  public void remove(Contents last, boolean isReplaced) {
    Attributes attributes = last.file().attributes();
    if (counts.get(attributes.inode()) > 0) {
      removed.put(attributes.inode(), new RemovedFile(last));
    } else if (isReplaced) {
      replaced.add(last);
    }
  }

  /** A file that is open and not in the tree any more. */
  public Optional<RemovedFile> removed(long inode) {
    return removed.isEmpty() ? Optional.empty() : Optional.ofNullable(removed.get(inode));
  }

  /** How often files are open, all together. */
  public int size() {
    return counts.sum();
  }
}
