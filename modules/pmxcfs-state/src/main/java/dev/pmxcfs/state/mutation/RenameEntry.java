package dev.pmxcfs.state.mutation;

import dev.pmxcfs.state.guests.GuestPath;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import java.util.Iterator;
import java.util.Optional;

/**
 * Gives a file or an empty directory another path, in place of what is there.
 *
 * <p>Everything is checked before anything changes. The C server takes the target out of its memory
 * before it finds that the source is not empty (defect D13).
 *
 * @param from where it is
 * @param to where it is to be; the directory exists
 */
public record RenameEntry(ConfigPath from, ConfigPath to) implements Mutation {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    TreeEntry source = draft.existing(from);
    if (from.name().isEmpty()) {
      throw new TreeException(TreeErrno.EACCES, from, "the root cannot be renamed");
    }
    if (source instanceof RegularFile) {
      checkVmid(draft);
    } else if (isBelowLocks(from)) {
      throw new TreeException(TreeErrno.EACCES, from, "is a lock, which cannot be renamed");
    }
    Directory parent = draft.directoryOf(to);
    Optional<TreeEntry> target = parent.child(to.name());
    if (target.isPresent()) {
      checkEmpty(to, target.get());
    }
    checkEmpty(from, source);
    if (target.filter(entry -> entry == source).isPresent()) {
      return; // onto itself: there is nothing to do, and removing the target would lose it
    }
    if (parent == source) {
      throw new TreeException(TreeErrno.EINVAL, from, "cannot be moved into itself");
    }
    move(draft, source, target, parent);
  }

  private void move(Draft draft, TreeEntry source, Optional<TreeEntry> target, Directory parent)
      throws TreeException {
    target.ifPresent(entry -> draft.remove(to, entry));
    draft.takeAway(from, source);
    Origin origin = draft.origin();
    draft.put(
        to,
        source.with(
            new Attributes(
                source.attributes().inode(),
                parent.attributes().inode(),
                draft.nextVersion(),
                origin.writer(),
                origin.mtime(),
                to.name())));
    draft.countChange(from);
    draft.countChange(to);
    if (source instanceof RegularFile) {
      draft.removeGuest(from);
      draft.registerGuest(to);
    } else if (target.filter(RegularFile.class::isInstance).isPresent()) {
      draft.removeGuest(to);
    }
  }

  /** A guest may move to another node or type as long as it keeps its VMID (rule R). */
  private void checkVmid(Draft draft) throws TreeException {
    Optional<GuestPath> target = GuestPath.of(to);
    if (target.isEmpty() || !draft.isVmidTaken(target.get())) {
      return;
    }
    long vmid = target.get().vmid();
    if (GuestPath.of(from).filter(source -> source.vmid() == vmid).isEmpty()) {
      throw draft.vmidTaken(to, target.get());
    }
  }

  private static void checkEmpty(ConfigPath path, TreeEntry entry) throws TreeException {
    if (entry instanceof Directory directory && !directory.isEmpty()) {
      throw new TreeException(TreeErrno.ENOTEMPTY, path, "is not empty");
    }
  }

  private static boolean isBelowLocks(ConfigPath path) {
    Iterator<ByteString> names = path.iterator();
    for (ByteString lockName : LockRecords.DIRECTORY) {
      if (!names.hasNext() || !names.next().equals(lockName)) {
        return false;
      }
    }
    return names.hasNext();
  }
}
