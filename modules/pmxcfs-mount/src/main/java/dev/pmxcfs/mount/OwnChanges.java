package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.tree.RegularFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The changes of entries that are under way because calls of the mount ask for them. What asked
 * knows what has become of them, and need not be told. For any thread.
 */
final class OwnChanges {

  /**
   * A change that is under way.
   *
   * @param mtime the time that it gives the entry, which the entry has shown before; empty if the
   *     call waits for the change, and knows what the entry shows then
   */
  private record UnderWay(ChangeOfEntry.At change, OptionalInt mtime) {

    boolean explains(RegularFile before, RegularFile now) {
      boolean isItsTime = mtime.isEmpty() || mtime.getAsInt() == now.attributes().mtime();
      return isItsTime && (hasSameData(before, now) || makes(before, now));
    }

    private boolean makes(RegularFile before, RegularFile now) {
      return change instanceof FileWrite write && write.makes(before.data(), now.data());
    }
  }

  /** The changes of an entry's contents or time, by its inode; the lists are not changed. */
  private final Map<Long, List<UnderWay>> contents = new ConcurrentHashMap<>();

  /** The changes of an entry's name, by its inode. */
  private final Map<Long, List<UnderWay>> names = new ConcurrentHashMap<>();

  /** What is changed of an entry. */
  enum Kind {
    CONTENTS,
    NAME
  }

  private Map<Long, List<UnderWay>> of(Kind kind) {
    return kind == Kind.NAME ? names : contents;
  }

  void begin(long inode, Kind kind, ChangeOfEntry.At change, OptionalInt mtime) {
    of(kind).merge(inode, List.of(new UnderWay(change, mtime)), OwnChanges::both);
  }

  private static List<UnderWay> both(List<UnderWay> before, List<UnderWay> more) {
    List<UnderWay> both = new ArrayList<>(before);
    both.addAll(more);
    return both;
  }

  void end(long inode, Kind kind, ChangeOfEntry.At change) {
    of(kind).computeIfPresent(inode, (key, underWay) -> without(underWay, change));
  }

  private static List<UnderWay> without(List<UnderWay> underWay, ChangeOfEntry.At ended) {
    if (underWay.size() == 1) {
      return null;
    }
    List<UnderWay> left = new ArrayList<>(underWay);
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i).change().equals(ended)) {
        left.remove(i);
        return left;
      }
    }
    return left;
  }

  /** Whether what an entry shows may have been changed by a call. */
  boolean change(long inode) {
    return contents.containsKey(inode) || names.containsKey(inode);
  }

  /**
   * Whether a file is what it is because of what a call has written; else others have changed it
   * meanwhile, or have moved the end that it was written to.
   */
  boolean explain(RegularFile before, RegularFile now) {
    List<UnderWay> underWay = contents.get(now.attributes().inode());
    return underWay == null
        ? hasSameData(before, now)
        : underWay.stream().anyMatch(change -> change.explains(before, now));
  }

  private static boolean hasSameData(RegularFile before, RegularFile now) {
    return Arrays.equals(before.data(), now.data());
  }

  /** Whether the name of an entry may have been changed by a call. */
  boolean rename(long inode) {
    return names.containsKey(inode);
  }
}
