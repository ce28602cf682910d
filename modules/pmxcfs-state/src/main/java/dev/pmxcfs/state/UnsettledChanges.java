package dev.pmxcfs.state;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Changes that programs were told of and that readers do not see yet, in the hands of those who
 * will submit them. For any thread.
 */
public interface UnsettledChanges {

  /** There are none. */
  UnsettledChanges NONE =
      new UnsettledChanges() {
        @Override
        public boolean isSettled() {
          return true;
        }

        @Override
        public CompletionStage<Void> settle() {
          return CompletableFuture.completedFuture(null);
        }
      };

  /** Whether there are none at the moment. */
  boolean isSettled();

  /** Submits all of them. Completes once they are made or refused. */
  CompletionStage<Void> settle();
}
