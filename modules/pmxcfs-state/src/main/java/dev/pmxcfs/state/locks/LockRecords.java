package dev.pmxcfs.state.locks;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.PersistentMap;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How long the cluster's locks have been held (operations, sections 5.1 and 7; cluster, section
 * 3.7). A lock is a directory in {@code priv/lock}: its creator has the lock. Others ask for its
 * removal, which is granted once the lock has not been renewed for a while. Records never change; a
 * change makes new ones.
 *
 * <p>Times are in seconds since 1970, by the clock of this node. They are not saved: all locks are
 * young after a start.
 */
public final class LockRecords {

  /** Where the locks are. */
  public static final ConfigPath DIRECTORY = ConfigPath.of("priv/lock");

  /** Before a tree was loaded. */
  public static final LockRecords NONE = new LockRecords(PersistentMap.empty());

  /** The age in seconds that a lock must exceed to be taken from its holder. */
  static final int TIMEOUT_SECONDS = 120;

  private static final ByteString CANONICAL_DIRECTORY = DIRECTORY.canonical();

  /**
   * @param lock which of the locks that have had the name
   * @param since when this node saw it made or renewed
   */
  private record Hold(Digest lock, long since) {}

  private final PersistentMap<ByteString, Hold> holds;

  private LockRecords(PersistentMap<ByteString, Hold> holds) {
    this.holds = holds;
  }

  /** How many locks are held. */
  public int count() {
    return holds.size();
  }

  /**
   * The records after a whole tree was loaded. An unchanged lock keeps its age. (The C server
   * intends that too, but searches under another name: defect D15.)
   */
  public LockRecords reloaded(ConfigTree tree, long now) {
    LockRecords reloaded = NONE;
    for (TreeEntry lock : locks(tree)) {
      reloaded = reloaded.put(lock, since(lock).orElse(now));
    }
    return reloaded;
  }

  private static List<TreeEntry> locks(ConfigTree tree) {
    Optional<TreeEntry> locks = tree.find(DIRECTORY);
    return locks.isPresent() && locks.get() instanceof Directory directory
        ? directory.children().stream().filter(Directory.class::isInstance).toList()
        : List.of();
  }

  /**
   * The locks that were not renewed for longest, those first.
   *
   * @param tree that these records are of
   * @param now the time in seconds since 1970
   * @param nodes the names of nodes, by corosync's numbers
   * @param max how many at most
   */
  public List<HeldLock> oldest(
      ConfigTree tree, long now, IntFunction<Optional<String>> nodes, int max) {
    return locks(tree).stream()
        .map(lock -> HeldLock.of(lock, isExpired(lock, now), now, nodes))
        .sorted(HeldLock.OLDEST_FIRST)
        .limit(max)
        .toList();
  }

  private Optional<Long> since(TreeEntry lock) {
    return holds
        .get(lock.attributes().name())
        .filter(hold -> hold.lock().equals(Digest.ofLock(lock)))
        .map(Hold::since);
  }

  /** Whether a path is that of the directory of the locks. */
  public static boolean isDirectory(ConfigPath path) {
    return path.canonical().equals(CANONICAL_DIRECTORY);
  }

  /** Whether an entry of a directory is a lock. */
  public static boolean isLock(ConfigPath directory, TreeEntry entry) {
    return entry instanceof Directory && isDirectory(directory);
  }

  /** The records after a lock was made or renewed. */
  public LockRecords put(TreeEntry lock, long now) {
    return new LockRecords(
        holds.with(lock.attributes().name(), new Hold(Digest.ofLock(lock), now)));
  }

  /** The records after a lock was removed. */
  public LockRecords removed(ByteString name) {
    return new LockRecords(holds.without(name));
  }

  private boolean isExpired(TreeEntry lock, long now) {
    return isExpired(lock.attributes().name(), Digest.ofLock(lock), now);
  }

  /**
   * Whether a lock was not renewed for so long that its holder has lost it.
   *
   * @param lock which of the locks of that name is meant
   */
  public boolean isExpired(ByteString name, Digest lock, long now) {
    return holds
        .get(name)
        .filter(hold -> hold.lock().equals(lock) && now - hold.since() > TIMEOUT_SECONDS)
        .isPresent();
  }
}
