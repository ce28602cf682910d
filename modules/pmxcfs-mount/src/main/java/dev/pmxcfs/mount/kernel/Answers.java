package dev.pmxcfs.mount.kernel;

import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.fuse.DoneReply;
import dev.qbipc.fuse.Reply;
import dev.qbipc.linux.Errno;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers calls once what they ask for has been done, or refused. Their threads make the changes
 * that they ask for, unless others are at it.
 */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final ChangeLog log;

  /**
   * @param log that threads lend themselves to
   */
  Answers(ChangeLog log) {
    this.log = log;
  }

  /** What a call asks for. */
  @FunctionalInterface
  interface Asked<T> {

    /** Begins it, unless it is refused at once. */
    CompletionStage<T> begin() throws TreeException;
  }

  /**
   * Answers a call whose answer says nothing but that it is done.
   *
   * @param reply the call's
   * @param asked what it asks for
   */
  void done(DoneReply reply, Asked<Void> asked) {
    of(reply, asked, DoneReply::later, (done, later) -> later.done());
  }

  /**
   * As {@link #done}, for a call that only waits for what was begun before it.
   *
   * @param reply the call's
   * @param asked what it waits for
   */
  void awaited(DoneReply reply, Asked<Void> asked) {
    of(reply, asked, lettingGo(DoneReply::later), (done, later) -> later.done());
  }

  /**
   * Lets go of a caller who is being killed while it waits. For calls that have not begun to change
   * anything; a change that has begun is finished, and its caller waits for that.
   *
   * @param later puts the answer off
   */
  static <R extends Reply> UnaryOperator<R> lettingGo(UnaryOperator<R> later) {
    return reply -> {
      R given = later.apply(reply);
      given.onAbandoned(() -> given.error(Errno.EINTR));
      return given;
    };
  }

  /**
   * Answers a call: at once if it is done by then, and else when it is.
   *
   * @param reply the call's
   * @param asked what it asks for
   * @param later puts the answer off
   * @param answer tells what has become of it
   */
  <T, R extends Reply> void of(
      R reply, Asked<T> asked, UnaryOperator<R> later, BiConsumer<T, R> answer) {
    CompletionStage<T> begun;
    try {
      begun = log.lending(asked::begin);
    } catch (TreeException e) {
      reply.error(e.errno());
      return;
    }
    CompletableFuture<T> future = begun.toCompletableFuture();
    // to put an answer off costs more than most calls do
    R given = future.isDone() ? reply : later.apply(reply);
    future
        .thenAccept(done -> answer.accept(done, given))
        .exceptionally(
            refusal -> {
              given.error(errno(refusal));
              return null;
            });
  }

  private static int errno(Throwable refusal) {
    Throwable cause = refusal instanceof CompletionException e ? e.getCause() : refusal;
    if (cause instanceof TreeException reason) {
      return reason.errno();
    }
    LOG.error("a call of the mount is told EIO because of a fault of this program", cause);
    return Errno.EIO;
  }
}
