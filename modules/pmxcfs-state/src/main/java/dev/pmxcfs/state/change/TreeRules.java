package dev.pmxcfs.state.change;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.guests.GuestPath;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.ConfigPath;
import java.util.Iterator;
import java.util.Optional;

/**
 * The rules that changes follow where the C server does harm (its memdb.c).
 *
 * <p>Among C servers a tree has to become what theirs becomes, byte for byte: the nodes compare
 * digests, and one that takes a change otherwise than the rest is thrown out of the group. A node
 * by itself need not lose or refuse what the C server does.
 */
public enum TreeRules {

  /**
   * Of a node by itself. A rename checks everything before it changes anything; the guests are
   * those that have a configuration; a configuration does not outgrow its limits; a path means the
   * same however its slashes are written.
   */
  LOCAL {
    @Override
    boolean isAsInC() {
      return false;
    }

    @Override
    Optional<GuestPath> guest(ConfigPath path) {
      return GuestPath.of(path);
    }

    @Override
    boolean isInLockDirectory(ConfigPath path) {
      return LockRecords.isDirectory(path.directory());
    }

    @Override
    boolean isBelowLockDirectory(ConfigPath path) {
      Iterator<ByteString> names = path.iterator();
      for (ByteString lockName : LockRecords.DIRECTORY) {
        if (!names.hasNext() || !names.next().equals(lockName)) {
          return false;
        }
      }
      return names.hasNext();
    }

    @Override
    GuestList withoutGuest(GuestList guests, GuestPath path) {
      return guests.removed(path);
    }
  },

  /**
   * The rules of a node among C servers, bit for bit like theirs. A rename removes its target
   * before it finds that its source is a directory with entries, and then fails; a VMID is
   * forgotten together with any entry that had a guest's path, and counts as taken until then; the
   * size of a single file is the only limit; a guest or a lock is recognized only by a path without
   * leading or doubled slashes.
   */
  CLUSTER {
    @Override
    boolean isAsInC() {
      return true;
    }

    @Override
    Optional<GuestPath> guest(ConfigPath path) {
      return path.isDirectoryPlain() ? GuestPath.of(path) : Optional.empty();
    }

    @Override
    boolean isInLockDirectory(ConfigPath path) {
      return path.isDirectoryPlain() && LockRecords.isDirectory(path.directory());
    }

    @Override
    boolean isBelowLockDirectory(ConfigPath path) {
      return path.isTextBelow(LockRecords.DIRECTORY);
    }

    @Override
    GuestList withoutGuest(GuestList guests, GuestPath path) {
      return guests.removedEverywhere(path.vmid());
    }
  };

  /** Whether what the C server does is done where it does harm. */
  abstract boolean isAsInC();

  /** The guest whose configuration a path is. */
  abstract Optional<GuestPath> guest(ConfigPath path);

  /** Whether a directory at a path is a lock. */
  abstract boolean isInLockDirectory(ConfigPath path);

  /** Whether a directory at a path is a lock, or in one. */
  abstract boolean isBelowLockDirectory(ConfigPath path);

  /** The guests when what was at a guest's path is gone. */
  abstract GuestList withoutGuest(GuestList guests, GuestPath path);
}
