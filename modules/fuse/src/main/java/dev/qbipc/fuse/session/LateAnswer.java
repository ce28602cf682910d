package dev.qbipc.fuse.session;

import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.linux.device.NativeBuffer;
import dev.qbipc.linux.process.Processes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * An answer that is given later, by any thread; by several, if they must, of which one is first. A
 * listing is put together by one thread.
 */
final class LateAnswer extends Answer {

  private static final VarHandle GIVEN;

  static {
    try {
      GIVEN = MethodHandles.lookup().findVarHandle(LateAnswer.class, "given", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What threads keep to put answers together. */
  private static final int LEAST_KEPT = 4096;

  private static final int MOST_KEPT = 64 * 1024;

  /** Of one thread, for whichever answer it gives: a call puts it together and sends it. */
  private static final ThreadLocal<NativeBuffer> OUT =
      ThreadLocal.withInitial(() -> new NativeBuffer(LEAST_KEPT));

  private final Sending.Writer writer;
  private final Waiting waiting;
  private final Counters counters;
  private final int opcode;
  private final int caller;
  private final long unique;
  private final long begin;
  private volatile boolean given;

  /** In place of the thread's, for what is put together by several calls. */
  private NativeBuffer listing;

  // What follows is guarded by the monitor.
  private boolean interrupted;
  private Runnable interruptHandler;
  private Runnable abandonedHandler;

  // The next two are those of Waiting, which guards them.
  LateAnswer previous;
  LateAnswer next;

  /**
   * An answer that is to be given.
   *
   * @param request the reader's, which puts it off
   * @param unique of the request; 0 if it has been given, so that this one comes too late
   */
  LateAnswer(ReaderAnswer request, long unique) {
    writer = request.lateWriter();
    waiting = request.waiting();
    counters = request.counters();
    opcode = request.opcode();
    caller = request.caller();
    begin = request.begin();
    this.unique = unique;
    given = unique == 0;
    limit(request.limit(), request.isSynchronous(), request.isAppending());
  }

  long unique() {
    return unique;
  }

  boolean hasBegunBefore(long time) {
    return begin - time < 0;
  }

  /** How long ago the request has begun, in nanoseconds. */
  long age(long now) {
    return now - begin;
  }

  @Override
  ByteBuffer out(int bodySize) {
    NativeBuffer present = OUT.get();
    if (present.size() < OutHeader.SIZE + bodySize) {
      present = new NativeBuffer(OutHeader.SIZE + bodySize);
      OUT.set(present);
    }
    return present.bytes();
  }

  @Override
  ByteBuffer listing(int bodySize) {
    if (listing == null) {
      listing = new NativeBuffer(OutHeader.SIZE + bodySize);
    }
    return listing.bytes();
  }

  @Override
  boolean send(int errno, int bodySize) {
    NativeBuffer own = OUT.get();
    if (own.size() > MOST_KEPT) {
      OUT.remove();
    }
    if (!GIVEN.compareAndSet(this, false, true)) {
      return false;
    }
    waiting.remove(this);
    NativeBuffer answer = errno == 0 && listing != null ? listing : own;
    boolean taken = Sending.reply(writer, answer, unique, errno, bodySize);
    counters.endedLate(opcode, errno != 0, System.nanoTime() - begin);
    return taken;
  }

  @Override
  public LateAnswer later() {
    return this;
  }

  @Override
  public synchronized boolean isInterrupted() {
    return interrupted;
  }

  @Override
  public void onInterrupt(Runnable handler) {
    synchronized (this) {
      if (!interrupted) {
        interruptHandler = handler;
        return;
      }
    }
    handler.run();
  }

  @Override
  public void onAbandoned(Runnable handler) {
    synchronized (this) {
      abandonedHandler = handler;
      if (!interrupted) {
        return;
      }
    }
    tellIfAbandoned();
  }

  /** The caller has been sent a signal; the kernel may say so again. */
  void interrupt() {
    Runnable told;
    synchronized (this) {
      interrupted = true;
      told = interruptHandler;
      interruptHandler = null;
    }
    if (told != null) {
      told.run();
    }
    tellIfAbandoned();
  }

  /**
   * Tells of it if the caller is being killed. The kernel tells of the first signal alone, and of
   * none to who has come to its end by then, so that it has to be looked at now and then.
   */
  void tellIfAbandoned() {
    if (hasAbandonedHandler() && Processes.isBeingKilled(caller)) {
      Runnable told;
      synchronized (this) {
        told = abandonedHandler;
        abandonedHandler = null;
      }
      if (told != null) {
        told.run();
      }
    }
  }

  private synchronized boolean hasAbandonedHandler() {
    return abandonedHandler != null;
  }
}
