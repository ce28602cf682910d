package dev.pmxcfs.state.locks;

import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.PersistentMap;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.Optional;

/**
 * Since when the cluster's locks are held (operations specification, sections 5.1 and 7). A lock is
 * a directory in {@code priv/lock}; whoever makes it has the lock, and whoever wants it asks for
 * its removal, which is granted when nobody renewed the lock for a while. Records never change; a
 * change makes new ones.
 *
 * <p>Times are in seconds since 1970. They are not saved: all locks are young after a start.
 */
public final class LockRecords {

  /** Where the locks are. */
  public static final ConfigPath DIRECTORY = ConfigPath.of("priv/lock");

  /** The age in seconds that a lock must exceed to be taken from its holder. */
  static final int TIMEOUT_SECONDS = 120;

  private static final ByteString CANONICAL_DIRECTORY = DIRECTORY.canonical();

  private final PersistentMap<ByteString, Long> since;

  private LockRecords(PersistentMap<ByteString, Long> since) {
    this.since = since;
  }

  /** How many locks are held. */
  public int count() {
    return since.size();
  }

  /** The records after a tree was loaded. */
  public static LockRecords of(ConfigTree tree, long now) {
    LockRecords records = new LockRecords(PersistentMap.empty());
    Optional<TreeEntry> locks = tree.find(DIRECTORY);
    if (locks.isPresent() && locks.get() instanceof Directory directory) {
      for (TreeEntry lock : directory.children()) {
        records = records.put(DIRECTORY, lock, now);
      }
    }
    return records;
  }

  /** Whether an entry of a directory is a lock. */
  public static boolean isLock(ConfigPath directory, TreeEntry entry) {
    return entry instanceof Directory && directory.canonical().equals(CANONICAL_DIRECTORY);
  }

  /** The records after an entry of a directory was made or changed, which renews a lock. */
  public LockRecords put(ConfigPath directory, TreeEntry entry, long now) {
    return isLock(directory, entry)
        ? new LockRecords(since.with(entry.attributes().name(), now))
        : this;
  }

  /** The records after an entry of a directory was removed. */
  public LockRecords removed(ConfigPath directory, TreeEntry entry) {
    return isLock(directory, entry)
        ? new LockRecords(since.without(entry.attributes().name()))
        : this;
  }

  /** Whether a lock was not renewed for so long that its holder has lost it. */
  public boolean isExpired(ByteString lock, long now) {
    return since.get(lock).filter(start -> now - start > TIMEOUT_SECONDS).isPresent();
  }
}
