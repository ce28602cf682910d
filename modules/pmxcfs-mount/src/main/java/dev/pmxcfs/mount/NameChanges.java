package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.OwnChanges.Kind;
import dev.pmxcfs.mount.change.NameInDirectory;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.concurrent.CompletionStage;

/** Changes of the names in directories (mount, sections 6 and 7). */
final class NameChanges {

  /** What the kernel itself takes at the most; statfs says 256, as C pmxcfs does. */
  private static final int MAX_NAME = 1024;

  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  private final MountState state;
  private final GatheredWrites writes;

  NameChanges(MountState state, GatheredWrites writes) {
    this.state = state;
    this.writes = writes;
  }

  /** Makes a directory. The stage has its inode. */
  CompletionStage<Long> makeDirectory(long directory, ByteString name) throws TreeException {
    return state
        .changes()
        .submit(free(directory, name).making(MakeDirectory::new))
        .thenApply(Applied::version);
  }

  /** Makes a file. The stage has its inode. */
  CompletionStage<Long> makeFile(long directory, ByteString name) throws TreeException {
    return state
        .changes()
        .submit(free(directory, name).making(CreateFile::new))
        .thenApply(Applied::version);
  }

  /** Makes a file that is going to be written, unless it is there. */
  CompletionStage<MadeFile> makeOpenFile(long directory, ByteString name) throws TreeException {
    return state.make(free(directory, name).file());
  }

  /** EEXIST of a name. */
  TreeException taken(long directory, ByteString name) {
    try {
      return new TreeException(Errno.EEXIST, name(directory, name).path(), "exists already");
    } catch (TreeException e) {
      return e;
    }
  }

  /** A name for something new. */
  private NameInDirectory free(long directory, ByteString name) throws TreeException {
    NameInDirectory free = name(directory, name);
    if (BuiltIn.find(directory, name) != null) {
      throw new TreeException(Errno.EEXIST, free.path(), "is built in");
    }
    state.checkQuorum(free.path());
    return free;
  }

  private NameInDirectory name(long directory, ByteString name) throws TreeException {
    TreeView view = state.view();
    long inode = NodeIds.inode(directory);
    TreeEntry parent = view.find(inode).orElseThrow(MountState::stale);
    var found = new NameInDirectory(inode, view.path(parent), name);
    if (!(parent instanceof Directory)) {
      throw new TreeException(Errno.ENOTDIR, found.known(), "is not a directory");
    }
    if (name.length() > MAX_NAME) {
      throw new TreeException(
          Errno.ENAMETOOLONG, found.path(), "has a name of more than " + MAX_NAME + " bytes");
    }
    if (name.isEmpty() || name.equals(DOT) || name.equals(DOT_DOT) || hasSlashOrNul(name)) {
      throw new TreeException(Errno.EINVAL, found.path(), "is no name");
    }
    return found;
  }

  private static boolean hasSlashOrNul(ByteString name) {
    for (byte b : name.toArray()) {
      if (b == 0 || b == '/') {
        return true;
      }
    }
    return false;
  }

  /** Removes a file. */
  CompletionStage<Void> removeFile(long directory, ByteString name) throws TreeException {
    NameInDirectory of = name(directory, name);
    TreeEntry entry = changeable(of);
    if (entry instanceof Directory) {
      throw new TreeException(Errno.EISDIR, of.path(), "is a directory");
    }
    return remove(entry, of);
  }

  /** Removes a directory, which must be empty. */
  CompletionStage<Void> removeDirectory(long directory, ByteString name) throws TreeException {
    NameInDirectory of = name(directory, name);
    TreeEntry entry = changeable(of);
    if (!(entry instanceof Directory)) {
      throw new TreeException(Errno.ENOTDIR, of.path(), "is not a directory");
    }
    return remove(entry, of);
  }

  private CompletionStage<Void> remove(TreeEntry entry, NameInDirectory of) {
    return change(entry, of, (now, there, others) -> new DeleteEntry(now));
  }

  private CompletionStage<Void> change(
      TreeEntry entry, NameInDirectory of, ChangeOfEntry.At change) {
    return state
        .changes()
        .submit(entry.attributes().inode(), Kind.NAME, of.path(), of.ofOwner(change))
        .thenAccept(done -> {});
  }

  /** Gives an entry another name, in place of what has that name. */
  CompletionStage<Void> rename(long from, ByteString name, long to, ByteString newName)
      throws TreeException {
    NameInDirectory of = name(from, name);
    TreeEntry entry = changeable(of);
    NameInDirectory target = name(to, newName);
    if (BuiltIn.find(to, newName) != null) {
      throw new TreeException(Errno.EACCES, target.path(), "is built in");
    }
    ChangeOfEntry.At renamed = (now, there, others) -> new RenameEntry(now, target.path(others));
    long inode = entry.attributes().inode();
    if (writes.isSettled(inode)) {
      return change(entry, of, renamed);
    }
    // what was written is stored before the new name is, or that is not given
    return writes.sync(inode).thenCompose(stored -> change(entry, of, renamed));
  }

  /** What has a name, if it may be changed. */
  private TreeEntry changeable(NameInDirectory of) throws TreeException {
    if (BuiltIn.find(NodeIds.of(of.directory()), of.name()) != null) {
      throw new TreeException(Errno.EACCES, of.path(), "is built in");
    }
    TreeEntry entry =
        state
            .view()
            .child(of.directory(), of.name())
            .orElseThrow(() -> new TreeException(Errno.ENOENT, of.path(), "does not exist"));
    state.checkQuorum(of.path());
    return entry;
  }
}
