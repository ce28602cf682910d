package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.replica.Submission.Making;
import dev.pmxcfs.state.tree.ConfigTree;
import java.util.concurrent.CompletionStage;

/** Whoever makes a file to write it, and is told before that is stored. */
final class FileSubmission extends TreeSubmission {

  private final Making making;

  FileSubmission(NewFile file) {
    making = new Making(file);
    outcome().whenComplete((told, fault) -> end(told, fault));
  }

  private void end(Outcome told, Throwable fault) {
    if (fault == null) {
      making.stored(told);
    } else {
      making.failed(fault);
    }
  }

  /** Completes on the group's thread, which must not be blocked. */
  CompletionStage<MadeFile> made() {
    return making.made();
  }

  @Override
  boolean drafted(Outcome told, ConfigTree drafted, ConfigTree stored) {
    return making.drafted(told, drafted, stored);
  }
}
