package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.OwnChanges.Kind;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.tree.ConfigPath;
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
        .submit(new MakeDirectory(newPath(directory, name)))
        .thenApply(Applied::version);
  }

  /** Makes a file. The stage has its inode. */
  CompletionStage<Long> makeFile(long directory, ByteString name) throws TreeException {
    return state
        .changes()
        .submit(new CreateFile(newPath(directory, name)))
        .thenApply(Applied::version);
  }

  /** Makes a file that is going to be written, unless it is there. */
  CompletionStage<MadeFile> makeOpenFile(long directory, ByteString name) throws TreeException {
    return state.make(newPath(directory, name));
  }

  /** EEXIST of a name. */
  TreeException taken(long directory, ByteString name) {
    try {
      return new TreeException(Errno.EEXIST, path(directory, name), "exists already");
    } catch (TreeException e) {
      return e;
    }
  }

  private ConfigPath newPath(long directory, ByteString name) throws TreeException {
    ConfigPath path = path(directory, name);
    if (BuiltIn.find(directory, name) != null) {
      throw new TreeException(Errno.EEXIST, path, "is built in");
    }
    state.checkQuorum(path);
    return path;
  }

  /** The path of a name in a directory. */
  private ConfigPath path(long directory, ByteString name) throws TreeException {
    TreeView view = state.view();
    TreeEntry parent = state.existing(NodeIds.inode(directory));
    ConfigPath path = view.path(parent).child(name);
    if (!(parent instanceof Directory)) {
      throw new TreeException(Errno.ENOTDIR, path.directory(), "is not a directory");
    }
    if (name.length() > MAX_NAME) {
      throw new TreeException(
          Errno.ENAMETOOLONG, path, "has a name of more than " + MAX_NAME + " bytes");
    }
    if (name.isEmpty() || name.equals(DOT) || name.equals(DOT_DOT) || hasSlashOrNul(name)) {
      throw new TreeException(Errno.EINVAL, path, "is no name");
    }
    return path;
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
    ConfigPath path = path(directory, name);
    TreeEntry entry = changeable(directory, name, path);
    if (entry instanceof Directory) {
      throw new TreeException(Errno.EISDIR, path, "is a directory");
    }
    return change(entry, path, (now, deleted, others) -> new DeleteEntry(now));
  }

  /** Removes a directory, which must be empty. */
  CompletionStage<Void> removeDirectory(long directory, ByteString name) throws TreeException {
    ConfigPath path = path(directory, name);
    TreeEntry entry = changeable(directory, name, path);
    if (!(entry instanceof Directory)) {
      throw new TreeException(Errno.ENOTDIR, path, "is not a directory");
    }
    return change(entry, path, (now, deleted, others) -> new DeleteEntry(now));
  }

  /**
   * Changes the name of an entry that still has it by then. Where others have given it another one,
   * or that name to another entry, ESTALE has a kernel look the name up again, and ask again.
   */
  private CompletionStage<Void> change(TreeEntry entry, ConfigPath path, ChangeOfEntry.At change) {
    return state
        .changes()
        .submit(
            entry.attributes().inode(),
            Kind.NAME,
            path,
            (now, changed, others) -> {
              if (now != path) {
                throw new TreeException(Errno.ESTALE, path, "has another name by now: " + now);
              }
              return change.made(now, changed, others);
            })
        .thenAccept(done -> {});
  }

  /** Gives an entry another name, in place of what has that name. */
  CompletionStage<Void> rename(long from, ByteString name, long to, ByteString newName)
      throws TreeException {
    ConfigPath path = path(from, name);
    TreeEntry entry = changeable(from, name, path);
    ConfigPath target = path(to, newName);
    if (BuiltIn.find(to, newName) != null) {
      throw new TreeException(Errno.EACCES, target, "is built in");
    }
    long inode = entry.attributes().inode();
    if (writes.isSettled(inode)) {
      return change(entry, path, (now, renamed, others) -> new RenameEntry(now, target));
    }
    // what was written is stored before the new name is, or that is not given
    return writes
        .sync(inode)
        .thenCompose(
            stored -> change(entry, path, (now, renamed, others) -> new RenameEntry(now, target)));
  }

  /** What has a name, if it may be changed. */
  private TreeEntry changeable(long directory, ByteString name, ConfigPath path)
      throws TreeException {
    if (BuiltIn.find(directory, name) != null) {
      throw new TreeException(Errno.EACCES, path, "is built in");
    }
    TreeEntry entry =
        state
            .view()
            .child(NodeIds.inode(directory), name)
            .orElseThrow(() -> new TreeException(Errno.ENOENT, path, "does not exist"));
    state.checkQuorum(path);
    return entry;
  }
}
