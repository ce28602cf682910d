package dev.pmxcfs.mount.open;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open files whose contents a kernel keeps: those that a program has made, which it may map
 * with others, where all others are read and written without a cache (mount, section 4). Any thread
 * may ask.
 */
public final class CachedFiles {

  private final Set<Long> inodes = ConcurrentHashMap.newKeySet();

  /** A file was made and opened. */
  public void add(long inode) {
    inodes.add(inode);
  }

  /** Nobody has a file open any more. */
  public void forget(long inode) {
    if (!inodes.isEmpty()) {
      inodes.remove(inode);
    }
  }

  /** Whether the contents of a file may be kept. */
  public boolean contains(long inode) {
    return !inodes.isEmpty() && inodes.contains(inode);
  }
}
