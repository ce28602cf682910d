package dev.pmxcfs.ipc.cli.config.watch;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.EntryStatus;
import dev.pmxcfs.ipc.admin.WatchedChange;
import dev.pmxcfs.ipc.admin.WatchedTree;
import dev.pmxcfs.ipc.cli.config.place.ListedEntry;
import dev.pmxcfs.ipc.cli.config.watch.TreeEvent.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tree as a watcher knows it, and what makes it another one. After a gap it is compared with
 * the tree that is there then, so that nothing is told twice and nothing left out but what was made
 * and undone within the gap; several changes of one entry are one.
 */
final class FollowedTree {

  private Map<Long, EntryStatus> entries = new HashMap<>();
  private boolean isLasting;

  /** Begins with a tree, of which nothing is told. */
  void begin(WatchedTree tree) {
    entries = byInode(tree);
    isLasting = tree.isLasting();
  }

  private static Map<Long, EntryStatus> byInode(WatchedTree tree) {
    Map<Long, EntryStatus> entries = new HashMap<>();
    tree.entries().forEach(entry -> entries.put(entry.attributes().inode(), entry));
    return entries;
  }

  /** What a change of the server has done; deletions come first, from the innermost outwards. */
  List<TreeEvent> changed(WatchedChange change) {
    Map<Long, String> before = new HashMap<>();
    change.changed().forEach(entry -> before.put(inode(entry), path(inode(entry))));
    List<TreeEvent> deleted = new ArrayList<>();
    for (long inode : change.removed()) {
      if (entries.containsKey(inode)) {
        deleted.add(
            event(
                Kind.DELETE, path(inode), entries.get(inode), Optional.empty(), change.version()));
      }
    }
    change.removed().forEach(entries::remove);
    change.changed().forEach(entry -> entries.put(inode(entry), entry));
    List<TreeEvent> made = new ArrayList<>();
    for (EntryStatus entry : change.changed()) {
      made.add(made(before.get(inode(entry)), entry, change.version()));
    }
    return sorted(deleted, made);
  }

  private TreeEvent made(String before, EntryStatus entry, long version) {
    String path = path(inode(entry));
    if (before == null) {
      return event(Kind.CREATE, path, entry, Optional.empty(), version);
    }
    return before.equals(path)
        ? event(Kind.CHANGE, path, entry, Optional.empty(), version)
        : event(Kind.MOVE, path, entry, Optional.of(before), version);
  }

  /** What has happened in a gap, behind which a tree is there. */
  List<TreeEvent> replaced(WatchedTree tree) {
    Map<String, EntryStatus> before = byPath();
    boolean hasLasted = isLasting && tree.isLasting();
    begin(tree);
    Map<String, EntryStatus> after = byPath();
    List<TreeEvent> deleted = new ArrayList<>();
    List<TreeEvent> made = new ArrayList<>();
    before.forEach(
        (path, entry) -> {
          EntryStatus now = after.get(path);
          if (now == null || now.isDirectory() != entry.isDirectory()) {
            deleted.add(event(Kind.DELETE, path, entry, Optional.empty(), tree.version()));
          }
        });
    after.forEach(
        (path, entry) -> {
          EntryStatus old = before.get(path);
          if (old == null || old.isDirectory() != entry.isDirectory()) {
            made.add(event(Kind.CREATE, path, entry, Optional.empty(), tree.version()));
          } else if (!(hasLasted ? old.equals(entry) : isAlike(old, entry))) {
            made.add(event(Kind.CHANGE, path, entry, Optional.empty(), tree.version()));
          }
        });
    return sorted(deleted, made);
  }

  /** Where versions begin anew, contents count. */
  private static boolean isAlike(EntryStatus old, EntryStatus now) {
    return old.isDirectory() || old.size() == now.size() && old.digest() == now.digest();
  }

  private static List<TreeEvent> sorted(List<TreeEvent> deleted, List<TreeEvent> made) {
    Comparator<TreeEvent> byPath = Comparator.comparing(event -> event.entry().path());
    deleted.sort(byPath.reversed());
    made.sort(byPath);
    List<TreeEvent> all = new ArrayList<>(deleted);
    all.addAll(made);
    return all;
  }

  private static TreeEvent event(
      Kind kind, String path, EntryStatus entry, Optional<String> from, long version) {
    return new TreeEvent(
        kind,
        new ListedEntry(ByteString.ofLatin1(path), entry),
        from.map(ByteString::ofLatin1),
        version);
  }

  private Map<String, EntryStatus> byPath() {
    Map<String, EntryStatus> byPath = new TreeMap<>();
    entries.forEach((inode, entry) -> byPath.put(path(inode), entry));
    return byPath;
  }

  private static long inode(EntryStatus entry) {
    return entry.attributes().inode();
  }

  /** Of an entry, with a byte in each character; null where there is none. */
  private String path(long inode) {
    EntryStatus entry = entries.get(inode);
    if (entry == null) {
      return null;
    }
    String directory = path(entry.attributes().parent());
    String name = entry.attributes().name().toLatin1();
    return directory == null ? name : directory + "/" + name;
  }
}
