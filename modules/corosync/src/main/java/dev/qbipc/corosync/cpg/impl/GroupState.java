package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.cpg.impl.wire.GroupName;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.linux.Errno;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Where a group is between one membership and the next. Belongs to the group's context, but for
 * {@link #membership} and {@link #self}.
 *
 * <pre>
 * OUT → JOINING → IN → LEAVING → OUT       whatever ends the connection: → OUT
 * </pre>
 */
final class GroupState {

  private enum State {
    OUT,
    JOINING,
    IN,
    LEAVING
  }

  private final LocalCorosync corosync;
  private final GroupName name;
  private final CpgOptions options;
  private final GroupHandlers handlers;
  private final Pause pause;

  /** What goes on when this is out: for those who closed the group, or left it. */
  private final Deque<Runnable> closing = new ArrayDeque<>();

  private State state = State.OUT;

  /** Told what becomes of joining while this connects to corosync; otherwise null. */
  private Promise<Void> connecting;

  private volatile Membership membership;
  private volatile CpgAddress self;

  GroupState(LocalCorosync corosync, GroupName name, CpgOptions options, GroupHandlers handlers) {
    this.corosync = corosync;
    this.name = name;
    this.options = options;
    this.handlers = handlers;
    pause = new Pause(corosync.vertx(), options.getMaxPause(), this::pausedTooLong);
  }

  void join(Promise<Void> promise) {
    if (state != State.OUT) {
      promise.fail(failure(CorosyncError.EXIST, "joining group " + name + " again"));
      return;
    }
    state = State.JOINING;
    connecting = promise;
    Membership.open(corosync, name, options, handlers, this::entered, () -> connecting != promise)
        .onSuccess(opened -> opened(opened, promise))
        .onFailure(
            failure -> {
              if (connecting == promise) {
                connecting = null;
                out(() -> promise.fail(failure));
              }
            });
  }

  private void opened(Membership opened, Promise<Void> promise) {
    if (connecting != promise) { // closed meanwhile, and perhaps being joined anew
      opened.connection().close();
      return;
    }
    connecting = null;
    membership = opened;
    self = opened.self();
    pause.applyTo(opened.connection());
    opened
        .join()
        .onSuccess(joined -> joined(opened, promise))
        .onFailure(failure -> abandon(opened, failure, promise));
  }

  private void joined(Membership joined, Promise<Void> promise) {
    if (!closing.isEmpty()) {
      abandon(joined, closedMeanwhile(), promise);
      return;
    }
    entered(joined);
    promise.complete();
  }

  /** By the answer or by the change that says so, which may come before it. */
  private void entered(Membership entered) {
    if (state == State.JOINING && membership == entered) {
      state = State.IN;
      entered.connection().closeHandler(reason -> ended(entered, reason));
    }
  }

  /** A join that came to nothing; who entered before the answer is told of the end as always. */
  private void abandon(Membership abandoned, Throwable failure, Promise<Void> promise) {
    abandoned
        .connection()
        .close()
        .onComplete(
            closed -> {
              if (state == State.JOINING && membership == abandoned) {
                out(() -> {});
              }
              whenOut(abandoned, () -> promise.tryFail(failure));
            });
  }

  /**
   * Goes on when the end of a closed membership was told, because the group cannot be joined again
   * before. A pause puts the telling off, but not this.
   */
  private void whenOut(Membership closed, Runnable then) {
    if (membership == closed && !pause.isPaused()) {
      closing.add(then);
    } else {
      then.run();
    }
  }

  private CorosyncException closedMeanwhile() {
    return new CorosyncException(
        CorosyncError.LIBRARY, Errno.ENOTCONN, "group " + name + ": closed while joining", null);
  }

  private void ended(Membership ended, CorosyncException reason) {
    if (membership == ended) {
      ended.awaitLeaveNoMore();
      out(() -> handlers.closed(reason));
    }
  }

  private void out(Runnable tell) {
    state = State.OUT;
    membership = null;
    pause.released();
    try {
      tell.run();
    } finally {
      // Whatever the close handler does.
      goOn();
    }
  }

  private void goOn() {
    while (!closing.isEmpty()) {
      closing.remove().run();
    }
  }

  void leave(Promise<Void> promise) {
    if (state != State.IN) {
      promise.fail(failure(CorosyncError.NOT_EXIST, "leaving group " + name));
      return;
    }
    state = State.LEAVING;
    var leaving = membership;
    leaving
        .leave()
        .compose(left -> pause.isPaused() ? Future.succeededFuture() : leaving.gone())
        .onSuccess(gone -> close(leaving, promise))
        .onFailure(
            failure -> {
              if (state == State.LEAVING && membership == leaving) {
                state = State.IN;
              }
              promise.fail(failure);
            });
  }

  void close(Promise<Void> promise) {
    if (connecting != null) {
      Promise<Void> joining = connecting;
      connecting = null;
      out(() -> joining.fail(closedMeanwhile()));
      promise.complete();
    } else if (state == State.JOINING) {
      closing.add(promise::complete);
      membership.connection().close(); // which ends the request
    } else if (membership == null) {
      promise.complete();
    } else {
      close(membership, promise);
    }
  }

  private void close(Membership closed, Promise<Void> promise) {
    closed
        .connection()
        .close()
        .onSuccess(done -> whenOut(closed, promise::complete))
        .onFailure(promise::fail);
  }

  void multicast(List<Buffer> parts, int length, Promise<Void> promise) {
    if (state == State.IN) {
      membership.outbox().send(parts, length, promise);
    } else {
      promise.fail(failure(CorosyncError.NOT_EXIST, "message to group " + name + ", not joined"));
    }
  }

  private static CorosyncException failure(CorosyncError error, String what) {
    return new CorosyncException(error, what);
  }

  void pause() {
    pause.begin(membership == null ? null : membership.connection());
    if (state == State.LEAVING) {
      membership.awaitLeaveNoMore();
    }
    if (state != State.JOINING) {
      goOn(); // what waits for the end that is told after the pause now
    }
  }

  void resume() {
    pause.end(membership == null ? null : membership.connection());
  }

  private void pausedTooLong() {
    if (membership != null) {
      membership
          .connection()
          .close(
              failure(
                  CorosyncError.TIMEOUT,
                  "group "
                      + name
                      + ": paused for "
                      + options.getMaxPause().toMillis()
                      + " ms, while corosync keeps all messages"));
    }
  }

  /** The membership that there is, or null. Any thread may ask. */
  Membership membership() {
    return membership;
  }

  /** This process as a member, or null. Any thread may ask. */
  CpgAddress self() {
    return self;
  }
}
