package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Refuses all changes with EROFS: the files are to be changed where they are. */
public final class ReadOnlyChangeLog implements ChangeLog {

  private final Path directory;

  /**
   * @param directory where the files are
   */
  public ReadOnlyChangeLog(Path directory) {
    this.directory = directory;
  }

  @Override
  public CompletionStage<Outcome> submit(Change change) {
    return CompletableFuture.completedStage(
        new Outcome.Refused(
            new TreeException(
                Errno.EROFS,
                "the files of " + directory + " are served as they are; change them there",
                null)));
  }
}
