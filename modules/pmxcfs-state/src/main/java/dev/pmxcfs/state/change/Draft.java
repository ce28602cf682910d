package dev.pmxcfs.state.change;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.guests.GuestPath;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.pmxcfs.state.tree.WatchedFiles;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A configuration that is being changed, and the changes so far. It is not visible to others until
 * it is stored. For one thread.
 */
public final class Draft {

  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  private final Configuration original;
  private final Origin origin;
  private final TreeRules rules;
  private final long now;
  private final ChangedEntries entries;
  private final List<PrimitiveChange> steps = new ArrayList<>();
  private ConfigTree tree;
  private GuestList guests;
  private WatchedFiles watched;
  private LockRecords locks;
  private Optional<Unlock> granted = Optional.empty();

  /**
   * A draft of a node by itself, at the time of the changes.
   *
   * @param original what to begin with
   * @param origin of all changes to come
   */
  public Draft(Configuration original, Origin origin) {
    this(original, origin, TreeRules.LOCAL, origin.time());
  }

  /**
   * @param original what to begin with
   * @param origin of all changes to come
   * @param rules that they follow
   * @param now this node's time in seconds since 1970, by which it measures the age of locks
   */
  public Draft(Configuration original, Origin origin, TreeRules rules, long now) {
    this.original = original;
    this.origin = origin;
    this.rules = rules;
    this.now = now;
    entries = new ChangedEntries(original.tree());
    tree = original.tree();
    guests = original.guests();
    watched = original.watched();
    locks = original.locks();
  }

  /** Makes a primitive change, which is a step of a composed one. */
  void apply(PrimitiveChange step) throws TreeException {
    steps.add(step);
    step.applyTo(this);
  }

  /** The steps so far. */
  List<PrimitiveChange> steps() {
    return List.copyOf(steps);
  }

  /** The configuration with all changes. */
  public Configuration configuration() {
    return new Configuration(tree, guests, watched, locks);
  }

  /** Whether nothing has changed in the tree. */
  public boolean isUnchanged() {
    return tree == original.tree();
  }

  /** What changed in the tree. */
  public TreeChange change() {
    return entries.toChange(tree.root());
  }

  /** The removal of a lock, if one was asked for, is due, and was not taken yet. */
  public Optional<Unlock> takeGranted() {
    Optional<Unlock> taken = granted;
    granted = Optional.empty();
    return taken;
  }

  Origin origin() {
    return origin;
  }

  TreeRules rules() {
    return rules;
  }

  Optional<TreeEntry> find(ConfigPath path) {
    return tree.find(path);
  }

  /**
   * Where an entry is, if it is anywhere.
   *
   * @param known where it was last; only if it is not there any more, the whole tree is searched
   */
  Optional<ConfigPath> path(long inode, ConfigPath known) {
    return tree.path(inode, known);
  }

  /** What is at a path; ENOENT where nothing is. */
  TreeEntry existing(ConfigPath path) throws TreeException {
    return tree.find(path)
        .orElseThrow(() -> new TreeException(Errno.ENOENT, path, "does not exist"));
  }

  /**
   * The directory in which the last name of a path is, or is to be: ENOENT where it is missing,
   * ENOTDIR where it is a file, EACCES where the name may not be used.
   */
  Directory directoryOf(ConfigPath path) throws TreeException {
    Directory directory = parentOf(path);
    ByteString name = path.name();
    if (name.isEmpty() || name.equals(DOT) || name.equals(DOT_DOT)) {
      throw new TreeException(Errno.EACCES, path, "may not be changed");
    }
    return directory;
  }

  /** As {@link #directoryOf}, whatever the name. */
  Directory parentOf(ConfigPath path) throws TreeException {
    TreeEntry parent = existing(path.directory());
    if (parent instanceof Directory directory) {
      return directory;
    }
    throw new TreeException(Errno.ENOTDIR, path.directory(), "is not a directory");
  }

  /** Counts a change with its own time, and returns the new global version. */
  long nextVersion() {
    return nextVersion(origin.mtime());
  }

  /** As the other, where the tree gets another time. */
  long nextVersion(int mtime) {
    Attributes root = tree.root().attributes();
    long version = root.version() + 1;
    tree = tree.with(root.changed(version, origin.writer(), mtime));
    return version;
  }

  /**
   * Puts an entry into the directory of a path. Fails with ENOSPC if there is no room for it, and
   * with ENAMETOOLONG if it is new and its name is longer than any of the C server's.
   */
  void put(ConfigPath path, TreeEntry entry) throws TreeException {
    boolean isNew = find(path).isEmpty();
    tree = tree.with(path.directory(), entry);
    if (!rules.isAsInC()) {
      TreeLimits.check(path, isNew, tree);
    }
    if (entry instanceof Directory && rules.isInLockDirectory(path)) {
      locks = locks.put(entry, now);
    }
    entries.put(path, entry);
  }

  /** Removes an entry for good. */
  void remove(ConfigPath path, TreeEntry entry) {
    takeAway(path, entry);
    entries.remove(path, entry);
  }

  /** Removes an entry from where it is, to be put elsewhere. */
  void takeAway(ConfigPath path, TreeEntry entry) {
    tree = tree.without(path.directory(), path.name());
    if (entry instanceof Directory && LockRecords.isDirectory(path.directory())) {
      locks = locks.removed(path.name());
    }
  }

  /** Whether a certain lock is at a path. */
  boolean isLock(ConfigPath path, Digest lock) {
    return rules.isBelowLockDirectory(path)
        && find(path)
            .filter(entry -> entry instanceof Directory && Digest.ofLock(entry).equals(lock))
            .isPresent();
  }

  /** Whether the holder of a lock has lost it. */
  boolean isLockExpired(ConfigPath path, Digest lock) {
    return LockRecords.isDirectory(path.directory()) && locks.isExpired(path.name(), lock, now);
  }

  /** Allows a lock to be removed. */
  void grant(Unlock unlock) {
    granted = Optional.of(unlock);
  }

  /** Counts a change of the file at a path, should it be watched. */
  void countChange(ConfigPath path) {
    watched = watched.changed(path.canonical());
  }

  boolean isVmidTaken(GuestPath path) {
    return guests.isTaken(path);
  }

  /** EEXIST where a path is a guest's whose VMID another node or type has (rule G). */
  void checkVmid(ConfigPath path) throws TreeException {
    Optional<GuestPath> guest = rules.guest(path);
    if (guest.isPresent() && isVmidTaken(guest.get())) {
      throw vmidTaken(path, guest.get());
    }
  }

  TreeException vmidTaken(ConfigPath path, GuestPath guest) {
    String owner = guests.guest(guest.vmid()).map(other -> other.path().toString()).orElse("");
    return new TreeException(
        Errno.EEXIST, path, "VMID " + guest.vmid() + " is configured in " + owner);
  }

  /** Counts a new guest or a change of its configuration, should the path be one. */
  void registerGuest(ConfigPath path) {
    rules.guest(path).ifPresent(guest -> guests = guests.registered(guest));
  }

  /** Counts the end of what is at a path, should that be a guest's. */
  void removeGuest(ConfigPath path) {
    rules.guest(path).ifPresent(guest -> guests = rules.withoutGuest(guests, guest));
  }
}
