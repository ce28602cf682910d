package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.mount.open.RemovedFile;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What files of the tree contain, in the tree or removed from it (mount, sections 4 and 5). */
final class FileContents {

  private final MountState state;

  FileContents(MountState state) {
    this.state = state;
  }

  /** The contents of an open file now; not to be changed. */
  byte[] read(long inode) throws TreeException {
    TreeEntry entry = state.view().entry(inode);
    if (entry instanceof RegularFile file) {
      return file.data();
    } else if (entry != null) {
      throw new TreeException(Errno.EISDIR, path(inode), "is a directory");
    }
    state.checkMade(inode);
    return state.removed(inode).orElseThrow(MountState::stale).contents().file().data();
  }

  /**
   * Writes into a file. Whether it fits is checked before anything is sent: offsets have 32 bits
   * among the nodes of a cluster, and C pmxcfs overwrites byte 5 for 2^32 + 5 (defect F9).
   */
  CompletionStage<Void> write(long inode, FileWrite write) throws TreeException {
    check(inode, write.offset(), write.data().length);
    return state
        .changes()
        .submit(inode, write)
        .thenAccept(done -> writeIfRemoved(done, inode, write, state.now()));
  }

  /**
   * Writes what a program was told before that it is written, and what the file has shown since: it
   * fits.
   *
   * @param mtime when the program was told, in seconds since 1970
   */
  CompletionStage<Void> writeGathered(long inode, FileWrite write, int mtime) {
    return state
        .changes()
        .submit(inode, write, mtime)
        .thenAccept(done -> writeIfRemoved(done, inode, write, mtime));
  }

  /** Where an open file ends that is in the tree, or was. */
  long size(long inode) throws TreeException {
    return read(inode).length;
  }

  /** Whether data may be written. */
  void check(long inode, long offset, int length) throws TreeException {
    if (offset < 0 || offset > WriteFile.MAX_FILE_SIZE - length) {
      throw new TreeException(
          offset < 0 ? Errno.EINVAL : Errno.EFBIG,
          path(inode),
          "cannot have more than " + WriteFile.MAX_FILE_SIZE + " bytes");
    }
    if (!state.isQuorate()) {
      state.checkQuorum(path(inode));
    }
    state.checkMade(inode);
  }

  /**
   * Writes into a file that is not in the tree any more. If it was removed in the transaction that
   * it was written in, what is kept of it is from before both; if in a later one, it has what was
   * written.
   */
  private void writeIfRemoved(Optional<Applied> stored, long inode, FileWrite write, int mtime) {
    if (stored.isPresent() && state.view().find(inode).isPresent()) {
      return;
    }
    Optional<RemovedFile> file = state.removed(inode);
    if (file.isPresent()) {
      boolean isIn = stored.isPresent() && file.get().contains(stored.get().version());
      if (!isIn) {
        write.writeTo(file.get(), mtime);
      }
    } else if (stored.isEmpty()) {
      throw new CompletionException(MountState.stale());
    }
  }

  /** For people: of a file that was removed the root's. */
  private ConfigPath path(long inode) {
    TreeView view = state.view();
    return view.find(inode).map(view::path).orElse(ConfigPath.of(""));
  }
}
