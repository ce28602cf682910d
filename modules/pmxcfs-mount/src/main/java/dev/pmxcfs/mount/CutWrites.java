package dev.pmxcfs.mount;

import dev.pmxcfs.state.change.WriteFile;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes that the kernel has cut in two: it does so after 256 pages of the caller's memory, which
 * need not begin with a page. Of the second part as much is written as fits, so that a write of a
 * byte more than 1 MiB returns 1,048,576 as in C pmxcfs, however it is aligned; any other that does
 * not fit is refused as a whole (item 437). For any thread.
 */
final class CutWrites {

  private static final int MAX_FILE = WriteFile.MAX_FILE_SIZE;
  private static final int PAGE = 4096;

  /** Where the last write to a file ended that was as large as they come, by the file's inode. */
  private final Map<Long, Long> ends = new ConcurrentHashMap<>();

  /** Whether a write to a file may go on that has been cut. */
  boolean goesOn(long inode) {
    return !ends.isEmpty() && ends.containsKey(inode);
  }

  /** The data of a write, or as much as fits where a longer one goes on. */
  byte[] fitting(long inode, long offset, byte[] data) {
    Long end = ends.isEmpty() ? null : ends.remove(inode);
    if (data.length > MAX_FILE - PAGE) {
      ends.put(inode, offset + data.length);
    }
    boolean goesOn = end != null && end == offset && offset < MAX_FILE;
    return goesOn && offset + data.length > MAX_FILE
        ? Arrays.copyOf(data, (int) (MAX_FILE - offset))
        : data;
  }

  /** Nobody has a file open any more. */
  void forget(long inode) {
    if (!ends.isEmpty()) {
      ends.remove(inode);
    }
  }
}
