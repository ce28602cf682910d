package dev.qbipc.fuse.session;

import dev.qbipc.fuse.channel.Channel;
import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.linux.device.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An answer that is given later, by any thread; by several, if they must, of which one is first. A
 * listing is put together by one thread.
 */
final class LateAnswer extends Answer {

  private final Sending.Writer writer;
  private final Waiting waiting;
  private final Counters counters;
  private final int opcode;
  private final long unique;
  private final long begin;
  private final AtomicBoolean given;

  /** Of one thread, since each puts its answer together by itself. */
  private final ThreadLocal<NativeBuffer> out = new ThreadLocal<>();

  private boolean interrupted;
  private Runnable handler;

  /**
   * An answer that is to be given.
   *
   * @param unique of the request; 0 if it has been given, so that this one comes too late
   */
  LateAnswer(
      Channel channel,
      Waiting waiting,
      Counters counters,
      int opcode,
      long unique,
      long begin,
      int limit) {
    writer = channel::writeFromAnywhere;
    this.waiting = waiting;
    this.counters = counters;
    this.opcode = opcode;
    this.unique = unique;
    this.begin = begin;
    given = new AtomicBoolean(unique == 0);
    limit(limit);
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
    NativeBuffer present = out.get();
    if (present == null || present.size() < OutHeader.SIZE + bodySize) {
      present = new NativeBuffer(OutHeader.SIZE + bodySize);
      out.set(present);
    }
    return present.bytes();
  }

  @Override
  boolean send(int errno, int bodySize) {
    NativeBuffer answer = out.get();
    out.remove();
    if (!given.compareAndSet(false, true)) {
      return false;
    }
    waiting.remove(this);
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
        this.handler = handler;
        return;
      }
    }
    handler.run();
  }

  /** The caller has been sent a signal; the kernel may say so again. */
  void interrupt() {
    Runnable told;
    synchronized (this) {
      interrupted = true;
      told = handler;
      handler = null;
    }
    if (told != null) {
      told.run();
    }
  }
}
