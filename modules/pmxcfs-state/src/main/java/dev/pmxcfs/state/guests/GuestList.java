package dev.pmxcfs.state.guests;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.PersistentMap;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The guests of all nodes, as their configuration files tell, and how often they changed
 * (operations, section 5.2). A list never changes; a change makes a new one.
 */
public final class GuestList {

  /** Before a database was loaded. */
  public static final GuestList EMPTY = new GuestList(0, 0, PersistentMap.empty());

  private final int version;
  private final int lastGuestVersion;
  private final PersistentMap<Long, Guest> guests;

  private GuestList(int version, int lastGuestVersion, PersistentMap<Long, Guest> guests) {
    this.version = version;
    this.lastGuestVersion = lastGuestVersion;
    this.guests = guests;
  }

  /** The list's own version, unsigned. */
  public int version() {
    return version;
  }

  /** All guests by ascending VMID. */
  public Collection<Guest> guests() {
    return guests.values();
  }

  /** The guest of a VMID. */
  public Optional<Guest> guest(long vmid) {
    return guests.get(vmid);
  }

  /** Whether the guest with this VMID is on another node or of another type. */
  public boolean isTaken(GuestPath path) {
    return guest(path.vmid()).filter(guest -> !guest.path().equals(path)).isPresent();
  }

  /** The list after a guest's configuration was created or changed. */
  public GuestList registered(GuestPath path) {
    int guestVersion = lastGuestVersion + 1;
    return new GuestList(
        version + 1, guestVersion, guests.with(path.vmid(), new Guest(path, guestVersion)));
  }

  /**
   * The list after what was at a guest's path is gone. A guest of the same VMID elsewhere stays (as
   * it does not in the C server, which then lets a second configuration of it be created and loads
   * the database no more).
   */
  public GuestList removed(GuestPath path) {
    return new GuestList(
        version + 1, lastGuestVersion, isTaken(path) ? guests : guests.without(path.vmid()));
  }

  /** The list after what had a guest's path is gone, as the C server keeps it: without the VMID. */
  public GuestList removedEverywhere(long vmid) {
    return new GuestList(version + 1, lastGuestVersion, guests.without(vmid));
  }

  /**
   * The list after a whole tree was loaded: built from scratch where there are nodes, else as it
   * was. Guests are numbered in the order in which their directories and files were created.
   *
   * @throws DuplicateGuestException if two files have the same VMID
   */
  public GuestList reloaded(ConfigTree tree) throws DuplicateGuestException {
    Optional<Directory> nodes = tree.root().child(ConfigPath.NODES).flatMap(GuestList::directory);
    if (nodes.isEmpty()) {
      return this;
    }
    int guestVersion = lastGuestVersion;
    PersistentMap<Long, Guest> found = PersistentMap.empty();
    for (GuestPath path : guestPaths(nodes.get())) {
      Optional<Guest> earlier = found.get(path.vmid());
      if (earlier.isPresent()) {
        throw new DuplicateGuestException(new DuplicateGuest(earlier.get().path(), path));
      }
      found = found.with(path.vmid(), new Guest(path, ++guestVersion));
    }
    return new GuestList(version + 1, guestVersion, found);
  }

  /** The files in a tree that have the VMID of one that was created earlier. */
  public static List<DuplicateGuest> duplicates(ConfigTree tree) {
    Map<Long, GuestPath> found = new HashMap<>();
    List<DuplicateGuest> duplicates = new ArrayList<>();
    tree.root().child(ConfigPath.NODES).flatMap(GuestList::directory).stream()
        .flatMap(nodes -> guestPaths(nodes).stream())
        .forEach(
            path -> {
              GuestPath earlier = found.putIfAbsent(path.vmid(), path);
              if (earlier != null) {
                duplicates.add(new DuplicateGuest(earlier, path));
              }
            });
    return duplicates;
  }

  private static List<GuestPath> guestPaths(Directory nodes) {
    return inOrderOfCreation(nodes)
        .filter(node -> GuestPath.isNodeName(node.attributes().name()))
        .flatMap(node -> directory(node).stream())
        .flatMap(GuestList::guestPathsOfNode)
        .toList();
  }

  private static Stream<GuestPath> guestPathsOfNode(Directory node) {
    return inOrderOfCreation(node)
        .flatMap(entry -> directory(entry).stream())
        .flatMap(
            directory ->
                GuestType.ofDirectory(directory.attributes().name()).stream()
                    .flatMap(type -> guestPathsOfType(node, type, directory)));
  }

  private static Stream<GuestPath> guestPathsOfType(
      Directory node, GuestType type, Directory directory) {
    return inOrderOfCreation(directory)
        .filter(RegularFile.class::isInstance)
        .flatMap(file -> GuestPath.vmid(file.attributes().name()).stream())
        .map(vmid -> new GuestPath(node.attributes().name(), type, vmid));
  }

  private static Stream<TreeEntry> inOrderOfCreation(Directory directory) {
    return directory.children().stream()
        .sorted(Comparator.comparingLong(entry -> entry.attributes().inode()));
  }

  private static Optional<Directory> directory(TreeEntry entry) {
    return entry instanceof Directory directory ? Optional.of(directory) : Optional.empty();
  }
}
