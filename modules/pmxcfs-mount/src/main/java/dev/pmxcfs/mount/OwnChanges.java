package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.tree.RegularFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The changes of entries that are under way because calls of the mount ask for them. What asked
 * knows what has become of them, and need not be told. For any thread.
 */
final class OwnChanges {

  /** The changes of an entry's contents or time, by its inode; the lists are not changed. */
  private final Map<Long, List<ChangeOfEntry.At>> contents = new ConcurrentHashMap<>();

  /** The changes of an entry's name, by its inode. */
  private final Map<Long, List<ChangeOfEntry.At>> names = new ConcurrentHashMap<>();

  /** What is changed of an entry. */
  enum Kind {
    CONTENTS,
    NAME
  }

  private Map<Long, List<ChangeOfEntry.At>> of(Kind kind) {
    return kind == Kind.NAME ? names : contents;
  }

  void begin(long inode, Kind kind, ChangeOfEntry.At change) {
    of(kind).merge(inode, List.of(change), OwnChanges::both);
  }

  private static List<ChangeOfEntry.At> both(
      List<ChangeOfEntry.At> before, List<ChangeOfEntry.At> more) {
    List<ChangeOfEntry.At> both = new ArrayList<>(before);
    both.addAll(more);
    return both;
  }

  void end(long inode, Kind kind, ChangeOfEntry.At change) {
    of(kind).computeIfPresent(inode, (key, underWay) -> without(underWay, change));
  }

  private static List<ChangeOfEntry.At> without(
      List<ChangeOfEntry.At> underWay, ChangeOfEntry.At ended) {
    if (underWay.size() == 1) {
      return null;
    }
    List<ChangeOfEntry.At> left = new ArrayList<>(underWay);
    left.remove(ended);
    return left;
  }

  /** Whether what an entry shows may have been changed by a call. */
  boolean change(long inode) {
    return contents.containsKey(inode) || names.containsKey(inode);
  }

  /**
   * Whether a file contains what it does because of what a call has written; else others have
   * changed it meanwhile, or have moved the end that it was written to.
   */
  boolean explain(RegularFile before, RegularFile now) {
    return Arrays.equals(before.data(), now.data())
        || contents.getOrDefault(now.attributes().inode(), List.of()).stream()
            .anyMatch(change -> isMade(change, before, now));
  }

  private static boolean isMade(ChangeOfEntry.At change, RegularFile before, RegularFile now) {
    return change instanceof FileWrite write && write.makes(before.data(), now.data());
  }

  /** Whether the name of an entry may have been changed by a call. */
  boolean rename(long inode) {
    return names.containsKey(inode);
  }
}
