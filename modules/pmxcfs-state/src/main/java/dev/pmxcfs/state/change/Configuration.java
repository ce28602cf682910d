package dev.pmxcfs.state.change;

import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.WatchedFiles;

/**
 * The configuration files and what follows from them, at one moment.
 *
 * @param tree the files
 * @param guests the guests that the files configure
 * @param watched how often the watched files changed
 * @param locks since when the locks among the directories are held
 */
public record Configuration(
    ConfigTree tree, GuestList guests, WatchedFiles watched, LockRecords locks) {

  /** Before a tree was loaded. */
  private static final Configuration UNREAD =
      new Configuration(
          ConfigTree.empty(0, 0), GuestList.EMPTY, WatchedFiles.UNREAD, LockRecords.NONE);

  /**
   * What follows from a tree that was loaded at the start.
   *
   * @param now the time in seconds since 1970
   * @throws DuplicateGuestException if two files configure the same guest
   */
  public static Configuration loaded(ConfigTree tree, long now) throws DuplicateGuestException {
    return UNREAD.reloaded(tree, now);
  }

  /**
   * What follows from a whole tree in place of this one: any file may be another, guests go on to
   * be counted, and locks that are still the same are as old as before.
   *
   * @param now the time in seconds since 1970
   * @throws DuplicateGuestException if two files configure the same guest
   */
  public Configuration reloaded(ConfigTree other, long now) throws DuplicateGuestException {
    return new Configuration(
        other, guests.reloaded(other), watched.reloaded(), locks.reloaded(other, now));
  }
}
