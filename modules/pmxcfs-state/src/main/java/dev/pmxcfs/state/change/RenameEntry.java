package dev.pmxcfs.state.change;

import dev.pmxcfs.state.guests.GuestPath;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import java.util.Optional;

/**
 * Gives a file or an empty directory another path, in place of what is there.
 *
 * <p>Everything is checked before anything changes. The C server takes the target out of its memory
 * before it finds that the source is not empty (defect D13); where the rules are its own, the
 * target goes like this here too.
 *
 * @param path where it is
 * @param to where it is to be; the directory exists
 */
public record RenameEntry(ConfigPath path, ConfigPath to) implements PrimitiveChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    TreeEntry source = draft.existing(path);
    if (path.name().isEmpty()) {
      throw new TreeException(Errno.EACCES, path, "the root cannot be renamed");
    }
    if (source instanceof RegularFile) {
      checkVmid(draft);
    } else if (draft.rules().isBelowLockDirectory(path)) {
      throw new TreeException(Errno.EACCES, path, "is a lock, which cannot be renamed");
    }
    Directory parent = targetDirectory(draft);
    Optional<TreeEntry> target = parent.child(to.name());
    if (target.isPresent()) {
      checkEmpty(to, target.get());
    }
    if (target.filter(entry -> entry == source).isPresent()) {
      renameOntoItself(draft);
      return;
    }
    checkSource(draft, source, target);
    if (parent == source) {
      throw new UndefinedChangeException(path, "cannot be moved into itself");
    }
    move(draft, source, target, parent);
  }

  @Override
  public List<ConfigPath> paths() {
    return List.of(path, to);
  }

  /** The C server checks the names of new entries, but not the targets of renames. */
  private Directory targetDirectory(Draft draft) throws TreeException {
    boolean isRoot = to.name().isEmpty();
    return draft.rules().isAsInC() && !isRoot ? draft.parentOf(to) : draft.directoryOf(to);
  }

  /** There is nothing to do; the C server goes on with memory that it has freed. */
  private void renameOntoItself(Draft draft) throws TreeException {
    checkEmpty(path, draft.existing(path));
    if (draft.rules().isAsInC()) {
      throw new UndefinedChangeException(path, "cannot be renamed onto itself");
    }
  }

  private void checkSource(Draft draft, TreeEntry source, Optional<TreeEntry> target)
      throws TreeException {
    try {
      checkEmpty(path, source);
    } catch (TreeException e) {
      if (draft.rules().isAsInC()) {
        draft.countChange(path);
        draft.countChange(to);
        target.ifPresent(entry -> draft.remove(to, entry));
        throw new HalfDoneChangeException(e);
      }
      throw e;
    }
  }

  private void move(Draft draft, TreeEntry source, Optional<TreeEntry> target, Directory parent)
      throws TreeException {
    target.ifPresent(entry -> draft.remove(to, entry));
    draft.takeAway(path, source);
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
    draft.countChange(path);
    draft.countChange(to);
    if (source instanceof RegularFile) {
      draft.removeGuest(path);
      draft.registerGuest(to);
    } else if (target.filter(RegularFile.class::isInstance).isPresent()
        && !draft.rules().isAsInC()) {
      draft.removeGuest(to);
    }
  }

  /** A guest may move to another node or type as long as it keeps its VMID (rule R). */
  private void checkVmid(Draft draft) throws TreeException {
    Optional<GuestPath> target = draft.rules().guest(to);
    if (target.isEmpty() || !draft.isVmidTaken(target.get())) {
      return;
    }
    long vmid = target.get().vmid();
    if (draft.rules().guest(path).filter(source -> source.vmid() == vmid).isEmpty()) {
      throw draft.vmidTaken(to, target.get());
    }
  }

  private static void checkEmpty(ConfigPath path, TreeEntry entry) throws TreeException {
    if (entry instanceof Directory directory && !directory.isEmpty()) {
      throw new TreeException(Errno.ENOTEMPTY, path, "is not empty");
    }
  }
}
