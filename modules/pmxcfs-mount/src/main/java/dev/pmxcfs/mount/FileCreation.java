package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.MountedFiles.Created;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Makes files and opens them, or those that others make at the same time. */
final class FileCreation {

  private final MountedTree tree;
  private final MountedFiles files;
  private final NameChanges names;
  private final MountState state;

  FileCreation(MountedTree tree, MountedFiles files, NameChanges names, MountState state) {
    this.state = state;
    this.tree = tree;
    this.files = files;
    this.names = names;
  }

  /** As {@link MountedFiles#create}. */
  CompletionStage<Created> create(
      long directory, ByteString name, boolean exclusive, boolean truncate) throws TreeException {
    if (exclusive) {
      return names
          .makeOpenFile(directory, name)
          .thenCompose(made -> made.isNew() ? open(made) : refuse(made, directory, name));
    }
    Optional<NodeAttributes> there = tree.lookup(directory, name);
    if (there.isPresent()) {
      return open(there.get().node(), truncate);
    }
    return names
        .makeOpenFile(directory, name)
        .thenCompose(made -> made.isNew() ? open(made) : open(made, truncate))
        .exceptionallyCompose(refusal -> openOthers(directory, name, truncate, refusal));
  }

  /** It may not be stored, and then there is none. */
  private CompletionStage<Created> refuse(MadeFile others, long directory, ByteString name) {
    return others
        .stored()
        .thenCompose(stored -> CompletableFuture.failedStage(names.taken(directory, name)));
  }

  /** What was made now. */
  private CompletionStage<Created> open(MadeFile made) {
    long node = NodeIds.of(made.inode());
    try {
      return files.open(node, false).thenApply(handle -> created(node, handle, true));
    } catch (TreeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** What was there. */
  private CompletionStage<Created> open(MadeFile found, boolean truncate) {
    try {
      return open(NodeIds.of(found.inode()), truncate);
    } catch (TreeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private CompletionStage<Created> open(long node, boolean truncate) throws TreeException {
    return files.open(node, truncate).thenApply(handle -> created(node, handle, false));
  }

  /** What another has made, of which the refusal alone tells. */
  private CompletionStage<Created> openOthers(
      long directory, ByteString name, boolean truncate, Throwable refusal) {
    Throwable reason = refusal instanceof CompletionException e ? e.getCause() : refusal;
    try {
      if (reason instanceof TreeException refused && refused.errno() == Errno.EEXIST) {
        Optional<NodeAttributes> there = tree.lookup(directory, name);
        if (there.isPresent()) {
          return open(there.get().node(), truncate);
        }
      }
    } catch (TreeException e) {
      return CompletableFuture.failedStage(e);
    }
    return CompletableFuture.failedStage(refusal);
  }

  private Created created(long node, long handle, boolean isNew) {
    try {
      if (isNew) {
        state.cached().add(NodeIds.inode(node));
      }
      return new Created(tree.attributes(node), handle, isNew, tree.isStored(node));
    } catch (TreeException e) {
      files.releaseUnused(handle);
      throw new CompletionException(e);
    }
  }
}
