package dev.pmxcfs.mount.open;

import dev.pmxcfs.mount.open.RemovedFile.Contents;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The files in whose place others were put last. A program that has looked up a name when another
 * file takes the name, and opens it then, gets the old file, as with any file system, where C
 * pmxcfs says ENOENT (defect F4). Bounded in number and bytes; who comes later is told ESTALE, upon
 * which a kernel looks the name up again. Not for several threads at a time.
 */
final class ReplacedFiles {

  private static final int MAX_FILES = 64;
  private static final int MAX_BYTES = 4 << 20;

  private final Deque<Contents> newestFirst = new ArrayDeque<>();
  private int bytes;

  /** Keeps a file, and forgets the oldest ones for it. */
  void add(Contents file) {
    newestFirst.addFirst(file);
    bytes += file.file().data().length;
    while (newestFirst.size() > MAX_FILES || bytes > MAX_BYTES) {
      bytes -= newestFirst.removeLast().file().data().length;
    }
  }

  /** The file of an inode, if it is still kept. */
  Optional<Contents> find(long inode) {
    return newestFirst.stream()
        .filter(kept -> kept.file().attributes().inode() == inode)
        .findFirst();
  }
}
