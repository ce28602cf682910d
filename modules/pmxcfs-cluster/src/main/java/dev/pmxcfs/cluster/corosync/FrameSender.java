package dev.pmxcfs.cluster.corosync;

import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.SendFailure;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.CpgGroup;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends the frames of one membership in their order. While corosync has no room they wait here,
 * since one that is sent later than the next would be out of its order. Of the group's thread.
 */
final class FrameSender {

  /** All that waits here; a whole sync sends less at a time. */
  private static final long MAX_BYTES = 64L << 20;

  /**
   * What may be with corosync's client before it has said what it has room for: it runs on another
   * thread, and refuses what is beyond its bound of 4 MiB.
   */
  private static final long WINDOW_BYTES = 1L << 20;

  private final ContextInternal context;
  private final GroupThread thread;
  private final CpgGroup group;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final Queue<Awaited> awaited = new ArrayDeque<>();
  private long bytes;
  private boolean hasEnded;

  /** How many frames have been taken so far. */
  private long taken;

  /** How many of these have been sent or given up. */
  private final AtomicLong done = new AtomicLong();

  /** The bytes of the frames that corosync's client has. */
  private final AtomicLong bytesUnderWay = new AtomicLong();

  /**
   * Whether something is to be done when frames have been sent. Otherwise the thread is not woken
   * up for it: most frames are sent, and nobody wants to know.
   */
  private volatile boolean isAwaited;

  private record Waiting(byte[] frame, SendFailureHandler failure) {}

  /** What is to be done once so many frames have been sent or given up. */
  private record Awaited(long frames, Runnable action) {}

  /**
   * @param context on which corosync's client tells that frames are sent
   */
  FrameSender(ContextInternal context, GroupThread thread, CpgGroup group) {
    this.context = context;
    this.thread = thread;
    this.group = group;
    group.drainHandler(drained -> thread.execute(this::goOn));
  }

  void send(byte[] frame, SendFailureHandler failure) {
    taken++;
    if (waiting.isEmpty() && hasRoom()) {
      sendNow(frame, failure);
    } else if (bytes + frame.length > MAX_BYTES) {
      thread.execute(() -> failed(failure, SendFailure.REFUSED));
      done.incrementAndGet();
    } else {
      bytes += frame.length;
      waiting.add(new Waiting(frame, failure));
      awaitRoom();
    }
  }

  private boolean hasRoom() {
    return bytesUnderWay.get() < WINDOW_BYTES && !group.writeQueueFull();
  }

  private void awaitRoom() {
    isAwaited = true;
    if (hasRoom()) { // what made it was told before this was known to be awaited
      thread.execute(this::goOn);
    }
  }

  private void sendNow(byte[] frame, SendFailureHandler failure) {
    bytesUnderWay.addAndGet(frame.length);
    context.dispatch(
        () ->
            group
                .multicast(Buffer.buffer(frame))
                .onComplete((sent, reason) -> ended(frame.length, failure, reason)));
  }

  /** On any thread. */
  private void ended(int length, SendFailureHandler failure, Throwable reason) {
    if (reason != null) {
      boolean isInterrupted =
          reason instanceof CorosyncException corosyncs
              && corosyncs.error() == CorosyncError.INTERRUPT;
      SendFailure told = isInterrupted ? SendFailure.INTERRUPTED : SendFailure.REFUSED;
      thread.execute(() -> failed(failure, told));
    }
    bytesUnderWay.addAndGet(-length);
    done.incrementAndGet();
    if (isAwaited) {
      thread.execute(this::goOn);
    }
  }

  private void failed(SendFailureHandler failure, SendFailure reason) {
    if (!hasEnded) {
      failure.failed(reason);
    }
  }

  private void goOn() {
    if (hasEnded) {
      return;
    }
    while (!waiting.isEmpty() && hasRoom()) {
      Waiting next = waiting.remove();
      bytes -= next.frame().length;
      sendNow(next.frame(), next.failure());
    }
    while (!awaited.isEmpty() && awaited.peek().frames() <= done.get()) {
      awaited.remove().action().run();
    }
    isAwaited = !waiting.isEmpty() || !awaited.isEmpty();
    boolean isDue = !awaited.isEmpty() && awaited.peek().frames() <= done.get();
    if (isDue || !waiting.isEmpty() && hasRoom()) { // as in awaitRoom
      thread.execute(this::goOn);
    }
  }

  /** Once all frames so far have been sent or given up; later ones are not waited for. */
  void whenSent(Runnable action) {
    awaited.add(new Awaited(taken, action));
    isAwaited = true;
    if (taken <= done.get()) {
      thread.execute(this::goOn);
    }
  }

  /** The membership has ended: nothing more is sent, and nothing told. */
  void end() {
    hasEnded = true;
    waiting.clear();
    awaited.clear();
  }
}
