package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.replica.Submission.Making;
import dev.pmxcfs.state.tree.ConfigTree;
import java.util.concurrent.CompletionStage;

/**
 * Whoever makes a file to write it, and is told before that is stored. If others have moved or
 * removed the directory while the change was under way, the answer is ESTALE, upon which a kernel
 * looks the directory up again; what has been made in another one of its name stays there.
 */
final class FileSubmission extends TreeSubmission {

  private final NewFile file;
  private final Making making;

  /** Whether what was sent, which is a path, has led to the directory that is meant. */
  private boolean isMeant = true;

  FileSubmission(NewFile file) {
    this.file = file;
    making = new Making(file);
    outcome().whenComplete((told, fault) -> end(told, fault));
  }

  private void end(Outcome told, Throwable fault) {
    if (fault != null) {
      making.failed(fault);
    } else if (isMeant) {
      making.stored(told);
    } else {
      making.failed(file.moved());
    }
  }

  /** Completes on the group's thread, which must not be blocked. */
  CompletionStage<MadeFile> made() {
    return making.made();
  }

  @Override
  boolean drafted(Outcome told, ConfigTree drafted, ConfigTree stored) {
    isMeant = file.isWhereItWas(drafted);
    return isMeant && making.drafted(told, drafted, stored);
  }
}
