package dev.pmxcfs.cluster.corosync;

import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.SendFailure;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.CpgGroup;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends the frames of one membership in their order. While corosync has no room they wait here,
 * since one that is sent later than the next would be out of its order. Of the group's thread.
 */
final class FrameSender {

  /** Without the frames that corosync's client has; a whole sync sends less at a time. */
  private static final long MAX_BYTES = 64L << 20;

  private final GroupThread thread;
  private final CpgGroup group;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final List<Runnable> whenSent = new ArrayList<>();
  private long bytes;
  private boolean hasEnded;

  /** Frames that have been given to corosync's client, and are not known to be sent yet. */
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * Whether something is to be done when the last of these is sent. Otherwise the thread is not
   * woken up for it: most frames are sent, and nobody wants to know.
   */
  private volatile boolean isAwaited;

  private record Waiting(byte[] frame, SendFailureHandler failure) {}

  FrameSender(GroupThread thread, CpgGroup group) {
    this.thread = thread;
    this.group = group;
    group.drainHandler(drained -> thread.execute(this::sendWaiting));
  }

  void send(byte[] frame, SendFailureHandler failure) {
    if (waiting.isEmpty() && !group.writeQueueFull()) {
      sendNow(frame, failure);
    } else if (bytes + frame.length > MAX_BYTES) {
      thread.execute(() -> failed(failure, SendFailure.REFUSED));
    } else {
      bytes += frame.length;
      waiting.add(new Waiting(frame, failure));
      isAwaited = true;
      if (!group.writeQueueFull()) { // there is room by now, which was told before
        thread.execute(this::sendWaiting);
      }
    }
  }

  private void sendNow(byte[] frame, SendFailureHandler failure) {
    underWay.incrementAndGet();
    group.multicast(Buffer.buffer(frame)).onComplete((sent, reason) -> ended(failure, reason));
  }

  /** On any thread. */
  private void ended(SendFailureHandler failure, Throwable reason) {
    if (reason != null) {
      boolean isInterrupted =
          reason instanceof CorosyncException corosyncs
              && corosyncs.error() == CorosyncError.INTERRUPT;
      SendFailure told = isInterrupted ? SendFailure.INTERRUPTED : SendFailure.REFUSED;
      thread.execute(() -> failed(failure, told));
    }
    underWay.decrementAndGet();
    if (isAwaited) {
      thread.execute(this::sendWaiting);
    }
  }

  private void failed(SendFailureHandler failure, SendFailure reason) {
    if (!hasEnded) {
      failure.failed(reason);
    }
  }

  private void sendWaiting() {
    while (!waiting.isEmpty() && !group.writeQueueFull() && !hasEnded) {
      Waiting next = waiting.remove();
      bytes -= next.frame().length;
      sendNow(next.frame(), next.failure());
    }
    if (underWay.get() == 0 && waiting.isEmpty() && !hasEnded) {
      isAwaited = false;
      List<Runnable> actions = List.copyOf(whenSent);
      whenSent.clear();
      actions.forEach(Runnable::run);
    }
  }

  void whenSent(Runnable action) {
    whenSent.add(action);
    isAwaited = true;
    if (underWay.get() == 0 && waiting.isEmpty()) {
      thread.execute(this::sendWaiting);
    }
  }

  /** The membership has ended: nothing more is sent, and nothing told. */
  void end() {
    hasEnded = true;
    waiting.clear();
    whenSent.clear();
  }
}
