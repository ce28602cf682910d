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

  FileCreation(MountedTree tree, MountedFiles files, NameChanges names) {
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
          .thenCompose(made -> made.isNew() ? open(made, false) : refuse(made, directory, name));
    }
    Optional<NodeAttributes> there = tree.lookup(directory, name);
    if (there.isPresent()) {
      return open(there.get().node(), truncate);
    }
    return names
        .makeOpenFile(directory, name)
        .thenCompose(made -> open(made, truncate && !made.isNew()))
        .exceptionallyCompose(refusal -> openOthers(directory, name, truncate, refusal));
  }

  /** It may not be stored, and then there is none. */
  private CompletionStage<Created> refuse(MadeFile others, long directory, ByteString name) {
    return others
        .stored()
        .thenCompose(stored -> CompletableFuture.failedStage(names.taken(directory, name)));
  }

  private CompletionStage<Created> open(MadeFile made, boolean truncate) {
    try {
      return open(NodeIds.of(made.inode()), truncate);
    } catch (TreeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private CompletionStage<Created> open(long node, boolean truncate) throws TreeException {
    return files.open(node, truncate).thenApply(handle -> created(node, handle));
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

  private Created created(long node, long handle) {
    try {
      return new Created(tree.attributes(node), handle, tree.isStored(node));
    } catch (TreeException e) {
      files.releaseUnused(handle);
      throw new CompletionException(e);
    }
  }
}
