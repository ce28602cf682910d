package dev.pmxcfs.mount;

import dev.pmxcfs.mount.OwnChanges.Kind;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The way in for the changes of a mount. All stages fail with the {@link TreeException} of a
 * refusal. For any thread.
 */
final class MountChanges {

  private final ChangeLog log;
  private final OwnChanges own;
  private final Supplier<TreeView> view;

  /**
   * @param own told of those that calls wait for
   * @param view the newest
   */
  MountChanges(ChangeLog log, OwnChanges own, Supplier<TreeView> view) {
    this.log = log;
    this.own = own;
    this.view = view;
  }

  /** Makes a change. */
  CompletionStage<Applied> submit(Change change) {
    return log.submit(change).thenApply(MountChanges::applied);
  }

  private static Applied applied(Outcome outcome) {
    try {
      return outcome.orThrow();
    } catch (TreeException e) {
      throw new CompletionException(e);
    }
  }

  /**
   * Makes a change of an entry, wherever it has been moved to by the time that it is made.
   *
   * @param kind whether its name is changed or what it shows
   * @param known where it was last
   * @param change what to do with the entry
   * @return fails with ESTALE if the entry is not in the tree any more
   */
  CompletionStage<Applied> submit(
      long inode, Kind kind, ConfigPath known, ChangeOfEntry.At change) {
    var submitted = new ChangeOfEntry(inode, known, change);
    return own(inode, kind, change, OptionalInt.empty(), () -> log.submit(submitted));
  }

  /** Makes a change that is known to be a call's for as long as it is under way. */
  private CompletionStage<Applied> own(
      long inode,
      Kind kind,
      ChangeOfEntry.At change,
      OptionalInt mtime,
      Supplier<CompletionStage<Outcome>> submit) {
    own.begin(inode, kind, change, mtime);
    CompletionStage<Outcome> submitted;
    try {
      submitted = submit.get();
    } catch (RuntimeException | Error e) {
      own.end(inode, kind, change);
      throw e;
    }
    return submitted
        .whenComplete((outcome, fault) -> own.end(inode, kind, change))
        .thenApply(MountChanges::applied);
  }

  /**
   * Changes what an entry shows.
   *
   * @param change what to do with the entry
   * @return nothing if the entry is not in the tree any more
   */
  CompletionStage<Optional<Applied>> submit(long inode, ChangeOfEntry.At change) {
    TreeView now = view.get();
    return now.find(inode)
        .map(entry -> unlessGone(submit(inode, Kind.CONTENTS, now.path(entry), change)))
        .orElseGet(MountChanges::gone);
  }

  /**
   * As the other, of a change that a program was told of before, and that the entry shows.
   *
   * @param time that the entry gets, in seconds since 1970
   */
  CompletionStage<Optional<Applied>> submit(long inode, ChangeOfEntry.At change, int time) {
    long seconds = Integer.toUnsignedLong(time);
    var shown = OptionalInt.of(time);
    TreeView now = view.get();
    return now.find(inode)
        .map(entry -> new ChangeOfEntry(inode, now.path(entry), change))
        .map(of -> own(inode, Kind.CONTENTS, change, shown, () -> log.submit(of, seconds)))
        .map(MountChanges::unlessGone)
        .orElseGet(MountChanges::gone);
  }

  private static CompletionStage<Optional<Applied>> gone() {
    return CompletableFuture.completedStage(Optional.empty());
  }

  private static CompletionStage<Optional<Applied>> unlessGone(CompletionStage<Applied> made) {
    return made.thenApply(Optional::of)
        .exceptionallyCompose(
            reason ->
                reason.getCause() instanceof TreeException refused
                        && refused.errno() == Errno.ESTALE
                    ? gone()
                    : CompletableFuture.failedStage(reason));
  }
}
