package dev.pmxcfs.state.mutation;

import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.guests.GuestPath;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.pmxcfs.state.tree.WatchedFiles;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration that is being changed by mutations, and what they have changed of the original
 * one so far. Nobody else sees it until it is stored. For one thread.
 */
public final class Draft {

  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  private final Configuration original;
  private final Origin origin;
  private final Map<Long, TreeEntry> changed = new LinkedHashMap<>();
  private final Set<Long> removed = new HashSet<>();
  private ConfigTree tree;
  private GuestList guests;
  private WatchedFiles watched;
  private LockRecords locks;

  /**
   * @param original what to begin with
   * @param origin of all mutations to come
   */
  public Draft(Configuration original, Origin origin) {
    this.original = original;
    this.origin = origin;
    tree = original.tree();
    guests = original.guests();
    watched = original.watched();
    locks = original.locks();
  }

  /** The configuration with all mutations. */
  public Configuration configuration() {
    return new Configuration(tree, guests, watched, locks);
  }

  /** Whether no mutation has changed anything. */
  public boolean isUnchanged() {
    return tree == original.tree();
  }

  /** What the mutations changed of the tree. */
  public TreeChange change() {
    return new TreeChange(tree.root(), Set.copyOf(removed), List.copyOf(changed.values()));
  }

  Origin origin() {
    return origin;
  }

  Optional<TreeEntry> find(ConfigPath path) {
    return tree.find(path);
  }

  /** What is at a path; ENOENT where nothing is. */
  TreeEntry existing(ConfigPath path) throws TreeException {
    return tree.find(path)
        .orElseThrow(() -> new TreeException(TreeErrno.ENOENT, path, "does not exist"));
  }

  /**
   * The directory in which the last name of a path is, or is to be: ENOENT where it is missing,
   * ENOTDIR where it is a file, EACCES where the name is none to be used.
   */
  Directory directoryOf(ConfigPath path) throws TreeException {
    TreeEntry parent = existing(path.directory());
    if (!(parent instanceof Directory directory)) {
      throw new TreeException(TreeErrno.ENOTDIR, path.directory(), "is not a directory");
    }
    ByteString name = path.name();
    if (name.isEmpty() || name.equals(DOT) || name.equals(DOT_DOT)) {
      throw new TreeException(TreeErrno.EACCES, path, "may not be changed");
    }
    return directory;
  }

  /** Counts a change with the mutation's own time, and returns the new global version. */
  long nextVersion() {
    return nextVersion(origin.mtime());
  }

  /** As the other, where the tree gets another time. */
  long nextVersion(int mtime) {
    Attributes root = tree.root().attributes();
    long version = root.version() + 1;
    tree =
        tree.with(
            new Attributes(
                root.inode(), root.parent(), version, origin.writer(), mtime, root.name()));
    return version;
  }

  /**
   * Puts an entry into the directory of a path: ENOSPC where there is no room for it, ENAMETOOLONG
   * where it is new and could be in no file system.
   */
  void put(ConfigPath path, TreeEntry entry) throws TreeException {
    if (entry.attributes().name().length() > TreeLimits.MAX_NAME && find(path).isEmpty()) {
      throw new TreeException(
          TreeErrno.ENAMETOOLONG,
          path,
          "has a name of more than " + TreeLimits.MAX_NAME + " bytes");
    }
    tree = tree.with(path.directory(), entry);
    checkRoom(path);
    locks = locks.put(path.directory(), entry, origin.time());
    changed.put(entry.attributes().inode(), entry);
  }

  private void checkRoom(ConfigPath path) throws TreeException {
    Directory root = tree.root();
    if (root.bytes() > TreeLimits.MAX_BYTES) {
      throw new TreeException(
          TreeErrno.ENOSPC,
          path,
          "all files would have more than " + TreeLimits.MAX_BYTES + " bytes");
    }
    if (root.entries() > TreeLimits.MAX_ENTRIES) {
      throw new TreeException(
          TreeErrno.ENOSPC,
          path,
          "there would be more than " + TreeLimits.MAX_ENTRIES + " files and directories");
    }
  }

  /** Removes an entry for good. */
  void remove(ConfigPath path, TreeEntry entry) {
    takeAway(path, entry);
    changed.remove(entry.attributes().inode());
    removed.add(entry.attributes().inode());
  }

  /** Removes an entry from where it is, to be put elsewhere. */
  void takeAway(ConfigPath path, TreeEntry entry) {
    tree = tree.without(path.directory(), path.name());
    locks = locks.removed(path.directory(), entry);
  }

  boolean isLockExpired(ByteString name) {
    return locks.isExpired(name, origin.time());
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
    Optional<GuestPath> guest = GuestPath.of(path);
    if (guest.isPresent() && isVmidTaken(guest.get())) {
      throw vmidTaken(path, guest.get());
    }
  }

  TreeException vmidTaken(ConfigPath path, GuestPath guest) {
    String owner = guests.guest(guest.vmid()).map(other -> other.path().toString()).orElse("");
    return new TreeException(
        TreeErrno.EEXIST, path, "VMID " + guest.vmid() + " is configured in " + owner);
  }

  /** Counts a new guest or a change of its configuration, should the path be one. */
  void registerGuest(ConfigPath path) {
    GuestPath.of(path).ifPresent(guest -> guests = guests.registered(guest));
  }

  /** Counts the end of what is at a path, should that be a guest's. */
  void removeGuest(ConfigPath path) {
    GuestPath.of(path).ifPresent(guest -> guests = guests.removed(guest));
  }
}
