package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.RegularFile;
import dev.qbipc.linux.Errno;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A change that somebody has asked a change log for, and how that one is answered. */
public sealed interface Submission {

  /** What is asked for. */
  Change change();

  /** The time that what is changed gets, in seconds since 1970; empty for that of the change. */
  default OptionalLong time() {
    return OptionalLong.empty();
  }

  /**
   * The change is made and not stored.
   *
   * @param outcome what becomes of it if all is stored
   * @param drafted what there is with it
   * @param stored what is stored
   * @return whether it can wait
   */
  boolean drafted(Outcome outcome, ConfigTree drafted, ConfigTree stored);

  /** The change has come to its end. */
  void stored(Outcome outcome);

  /** A fault of this program has ended it. */
  void failed(Throwable fault);

  /** One that is answered once it is stored. */
  record Waiting(Change change, OptionalLong time, CompletableFuture<Outcome> outcome)
      implements Submission {

    Waiting(Change change, OptionalLong time) {
      this(change, time, new CompletableFuture<>());
    }

    @Override
    public boolean drafted(Outcome ignored, ConfigTree drafted, ConfigTree stored) {
      return false;
    }

    @Override
    public void stored(Outcome known) {
      outcome.complete(known);
    }

    @Override
    public void failed(Throwable fault) {
      outcome.completeExceptionally(fault);
    }
  }

  /** A file that is made, which is answered before. */
  record Making(NewFile file, CompletableFuture<MadeFile> made, CompletableFuture<Void> stored)
      implements Submission {

    /** Whoever asks for a file and waits for both. */
    public Making(NewFile file) {
      this(file, new CompletableFuture<>(), new CompletableFuture<>());
    }

    @Override
    public Change change() {
      return file.change();
    }

    /** A refusal may be because of something that will not be stored, and has to wait for that. */
    @Override
    public boolean drafted(Outcome outcome, ConfigTree drafted, ConfigTree before) {
      Optional<RegularFile> found = file.find(drafted);
      if (found.isEmpty()) {
        return false;
      }
      boolean isNew = outcome instanceof Applied;
      if (!isNew
          && file.find(before)
              .filter(old -> old.attributes().inode() == found.get().attributes().inode())
              .isPresent()) {
        stored.complete(null);
      }
      return made.complete(new MadeFile(found.get().attributes().inode(), isNew, found, stored));
    }

    @Override
    public void stored(Outcome outcome) {
      if (outcome instanceof Refused refused
          && !(made.isDone() && refused.reason().errno() == Errno.EEXIST)) {
        failed(refused.reason());
      } else {
        stored.complete(null);
        if (!made.isDone()) { // nobody is to wait for ever
          made.completeExceptionally(file.moved());
        }
      }
    }

    @Override
    public void failed(Throwable fault) {
      made.completeExceptionally(fault);
      stored.completeExceptionally(fault);
    }
  }
}
