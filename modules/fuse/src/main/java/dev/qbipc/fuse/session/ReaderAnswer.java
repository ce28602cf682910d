package dev.qbipc.fuse.session;

import dev.qbipc.fuse.channel.Channel;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.linux.device.NativeBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The answers that a reader gives to its requests while it has them: one object, again and again.
 *
 * <p>{@link #open} is the number of the request that has no answer yet, or 0. Whoever changes it to
 * 0 answers: the reader, or the watch when the time is over. It is all that other threads write.
 */
final class ReaderAnswer extends Answer {

  private static final VarHandle OPEN;

  static {
    try {
      OPEN = MethodHandles.lookup().findVarHandle(ReaderAnswer.class, "open", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** In place of an error number: nobody has answered on the reader's thread. */
  private static final int NONE = -1;

  private static final int PUT_OFF = -2;

  private final Counters counters;
  private final Sending.Writer writer;
  private final Sending.Writer lateWriter;
  private final Waiting waiting;
  private final NativeBuffer out;

  /** The thread that has the request. */
  private Thread reader;

  private volatile long open;

  /** The request that the reader is at, answered or not; 0 for none. */
  private volatile long current;

  private volatile long interrupted;
  private volatile long marked;
  private long begin;
  private int opcode;

  /** The thread that waits for the answer. */
  private int caller;

  /** What has become of the request as far as the reader knows: an error number, or 0. */
  private int outcome;

  /** What {@link #current} was when the watch looked last; the watch's alone. */
  private long seen;

  /**
   * The answers of one thread.
   *
   * @param maxBody the bytes of the longest answer
   */
  ReaderAnswer(Channel channel, Waiting waiting, Counters counters, int maxBody) {
    this.waiting = waiting;
    this.counters = counters;
    writer = channel::write;
    lateWriter = channel::writeFromAnywhere;
    out = new NativeBuffer(OutHeader.SIZE + maxBody);
  }

  /** A request is at its beginning. */
  void begin(ByteBuffer request, long begin) {
    this.begin = begin;
    opcode = InHeader.opcode(request);
    caller = InHeader.pid(request);
    outcome = NONE;
    reader = Thread.currentThread();
    limit(0);
    long unique = InHeader.unique(request);
    current = unique;
    open = unique;
  }

  /** The reader has done what it could with its request. */
  void end() {
    current = 0;
  }

  /** Whether nobody has answered yet. */
  boolean isOpen() {
    return open != 0;
  }

  /** Whether the answer comes later, so that what has become of it is not known yet. */
  boolean isPutOff() {
    return outcome == PUT_OFF;
  }

  /** Whether the answer was an error: the file system's, or the one of the watch. */
  boolean isError() {
    return outcome != 0;
  }

  boolean isBusy() {
    return current != 0;
  }

  /** Keeps in mind which request the reader is at. */
  void mark() {
    marked = current;
  }

  /** Whether the reader is still at the request of the mark. */
  boolean isAtMark() {
    return marked != 0 && current == marked;
  }

  @Override
  ByteBuffer out(int bodySize) {
    return out.bytes();
  }

  @Override
  ByteBuffer listing(int bodySize) {
    return out.bytes();
  }

  @Override
  boolean send(int errno, int bodySize) {
    long unique = claim();
    if (unique == 0) {
      return false;
    }
    outcome = errno;
    return Sending.reply(writer, out, unique, errno, bodySize);
  }

  /** Gives back what memory the answers have taken: there are no more of them for now. */
  void rest() {
    out.discard();
  }

  /** Answers a request that is none of those that are begun. */
  void refuse(long unique, int errno) {
    OutHeader.put(out.bytes(), OutHeader.SIZE, -errno, unique);
    writer.write(out, OutHeader.SIZE);
  }

  /** Another thread's answer would be one to another request. */
  private long claim() {
    if (Thread.currentThread() != reader) {
      throw new IllegalStateException(
          "this answer was to be given before the call returned: ask for one to give later");
    }
    return (long) OPEN.getAndSet(this, 0L);
  }

  @Override
  public LateAnswer later() {
    long expected = open;
    var late = new LateAnswer(this, expected); // if there is no memory for it, nothing is claimed
    long unique = claim();
    if (unique != expected) {
      late = new LateAnswer(this, unique);
    }
    if (unique != 0) {
      outcome = PUT_OFF;
      waiting.add(late);
      if (interrupted == unique) {
        late.interrupt();
      }
    }
    return late;
  }

  /** On any thread: whether this was the request, which now knows. */
  boolean interrupt(long unique) {
    if (open != unique) {
      return false;
    }
    interrupted = unique;
    // if it was put off meanwhile, that answer may not have seen it
    return open == unique;
  }

  @Override
  public boolean isInterrupted() {
    long unique = open;
    return unique != 0 && unique == interrupted;
  }

  @Override
  public void onInterrupt(Runnable handler) {
    throw new IllegalStateException("a signal is told of to answers that are given later alone");
  }

  @Override
  public void onAbandoned(Runnable handler) {
    onInterrupt(handler);
  }

  Counters counters() {
    return counters;
  }

  Waiting waiting() {
    return waiting;
  }

  Sending.Writer lateWriter() {
    return lateWriter;
  }

  long begin() {
    return begin;
  }

  int opcode() {
    return opcode;
  }

  int caller() {
    return caller;
  }

  /** On the watch's thread: takes the request over if it has begun before that time; 0 if not. */
  long expire(long before) {
    long unique = open;
    // read behind open, so that it belongs to that request or a later one
    boolean isLate = unique != 0 && begin - before < 0;
    return isLate && OPEN.compareAndSet(this, unique, 0L) ? unique : 0;
  }

  /** On any thread: how long ago the request has begun, in nanoseconds; 0 if none is open. */
  long age(long now) {
    long unique = open;
    // read behind open, as above
    long age = now - begin;
    return unique != 0 && open == unique ? Math.max(0, age) : 0;
  }

  /** On the watch's thread: whether the reader has been at this one request since the last look. */
  boolean isStuck() {
    long now = current;
    boolean stuck = now != 0 && now == seen;
    seen = now;
    return stuck;
  }
}
