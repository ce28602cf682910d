package dev.pmxcfs.mount;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The changes of entries that are under way because calls of the mount ask for them. What asked
 * knows what has become of them, and need not be told. For any thread.
 */
final class OwnChanges {

  /** How many changes of an entry's contents or time, by its inode. */
  private final Map<Long, Integer> contents = new ConcurrentHashMap<>();

  /** How many changes of an entry's name, by its inode. */
  private final Map<Long, Integer> names = new ConcurrentHashMap<>();

  /** What is changed of an entry. */
  enum Kind {
    CONTENTS,
    NAME
  }

  private Map<Long, Integer> of(Kind kind) {
    return kind == Kind.NAME ? names : contents;
  }

  void begin(long inode, Kind kind) {
    of(kind).merge(inode, 1, Integer::sum);
  }

  void end(long inode, Kind kind) {
    of(kind).computeIfPresent(inode, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Whether what an entry shows may have been changed by a call. */
  boolean change(long inode) {
    return contents.containsKey(inode) || names.containsKey(inode);
  }

  /** Whether the name of an entry may have been changed by a call. */
  boolean rename(long inode) {
    return names.containsKey(inode);
  }
}
