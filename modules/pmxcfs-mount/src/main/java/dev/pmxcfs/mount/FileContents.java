package dev.pmxcfs.mount;

import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What files of the tree contain, in the tree or removed from it (mount, sections 4 and 5). */
final class FileContents {

  private final MountState state;

  FileContents(MountState state) {
    this.state = state;
  }

  /** The contents of an open file now; not to be changed. */
  byte[] read(OpenFile file) throws TreeException {
    Optional<TreeEntry> entry = state.view().find(file.inode());
    if (entry.isPresent()) {
      return ((RegularFile) entry.get()).data();
    }
    return file.removed().map(removed -> removed.file().data()).orElseThrow(MountState::stale);
  }

  /**
   * Writes into a file. Whether it fits is checked before anything is sent: offsets have 32 bits
   * among the nodes of a cluster, and C pmxcfs overwrites byte 5 for 2^32 + 5 (defect F9).
   *
   * @param data not to be changed any more
   * @param truncate whether the file ends behind the data
   */
  CompletionStage<Void> write(long inode, long offset, byte[] data, boolean truncate)
      throws TreeException {
    if (offset < 0 || offset > WriteFile.MAX_FILE_SIZE - data.length) {
      throw new TreeException(
          offset < 0 ? Errno.EINVAL : Errno.EFBIG,
          path(inode),
          "cannot have more than " + WriteFile.MAX_FILE_SIZE + " bytes");
    }
    state.checkQuorum(path(inode));
    return state
        .submit(inode, path -> new WriteFile(path, offset, data, truncate))
        .thenCompose(
            done ->
                done.isPresent()
                    ? CompletableFuture.completedStage(null)
                    : writeRemoved(inode, offset, data, truncate));
  }

  private CompletionStage<Void> writeRemoved(
      long inode, long offset, byte[] data, boolean truncate) {
    OpenFile file =
        state.removed(inode).orElseThrow(() -> new CompletionException(MountState.stale()));
    file.write(offset, data, truncate, state.now());
    return CompletableFuture.completedStage(null);
  }

  /** For people: of a file that was removed the root's. */
  private ConfigPath path(long inode) {
    TreeView view = state.view();
    return view.find(inode).map(view::path).orElse(ConfigPath.of(""));
  }
}
