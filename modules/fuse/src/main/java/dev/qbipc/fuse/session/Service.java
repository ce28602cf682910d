package dev.qbipc.fuse.session;

import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.channel.Channel;
import dev.qbipc.fuse.channel.ReaderGroup;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.fuse.wire.request.WriteIn;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file system that answers what comes from a channel, mounted or not. */
final class Service implements Watch.Watched {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  /** The kernel wants a buffer to have at least that. */
  private static final int LEAST_BUFFER = 8192;

  /** The kernel's most for an answer with data, when it has not been given another. */
  private static final int LEAST_DATA = 128 * 1024;

  /** A reader that is in a call for longer waits for something. */
  private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final FileSystem files;
  private final FuseOptions options;
  private final Channel channel;
  private final Negotiation negotiation;
  private final Counters counters = new Counters();
  private final Waiting waiting;
  private final Watch watch;
  private final ReaderGroup readers;
  private final List<ReaderAnswer> answers = new CopyOnWriteArrayList<>();

  /** Made beforehand: who has taken a request over without memory could not answer it any more. */
  private final NativeBuffer expired = new NativeBuffer(OutHeader.SIZE);

  private final AtomicBoolean hasMalformed = new AtomicBoolean();
  private volatile boolean closing;

  /**
   * A service whose threads do not run yet.
   *
   * @param name what the threads' names begin with
   * @param ended called once or more, with the error of the reading that was the last
   */
  Service(String name, FileSystem files, FuseOptions options, Channel channel, IntConsumer ended) {
    this.files = files;
    this.options = options;
    this.channel = channel;
    negotiation = new Negotiation(options);
    waiting = new Waiting(options.getMaxWaiting());
    watch = new Watch(name, this, options.getTimeout().toNanos());
    int buffer = Math.max(LEAST_BUFFER, InHeader.SIZE + WriteIn.SIZE + options.getMaxWrite());
    readers =
        new ReaderGroup(
            name,
            channel,
            buffer,
            options.getReaders(),
            options.getMaxReaders(),
            this::dispatcher,
            watch::exhausted,
            ended);
  }

  void start() {
    watch.start();
    readers.start();
  }

  /** A dispatcher of one thread, which says when it has left. */
  Dispatcher dispatcher() {
    var answer = new ReaderAnswer(channel, waiting, counters, maxData());
    var dispatcher = new Dispatcher(this, answer);
    answers.add(answer);
    return dispatcher;
  }

  void left(ReaderAnswer answer) {
    answers.remove(answer);
  }

  FileSystem files() {
    return files;
  }

  int maxData() {
    return Math.max(LEAST_DATA, options.getMaxWrite());
  }

  Negotiation negotiation() {
    return negotiation;
  }

  Counters counters() {
    return counters;
  }

  Waiting waiting() {
    return waiting;
  }

  Watch watch() {
    return watch;
  }

  ReaderGroup readers() {
    return readers;
  }

  boolean isClosing() {
    return closing;
  }

  /** How many readers have been in a call for so long that it waits for something. */
  int heldUp() {
    long now = System.nanoTime();
    return (int) answers.stream().filter(answer -> answer.age(now) > HELD_UP_NANOS).count();
  }

  /** How long the request has been without an answer that has waited longest; 0 if none is. */
  long oldestNanos() {
    long now = System.nanoTime();
    long oldest = 0;
    for (ReaderAnswer answer : answers) {
      oldest = Math.max(oldest, answer.age(now));
    }
    for (LateAnswer answer : waiting.all()) {
      oldest = Math.max(oldest, answer.age(now));
    }
    return oldest;
  }

  /** Refuses requests from here on; those that wait go on. */
  void close() {
    if (!closing) {
      closing = true;
      answers.forEach(ReaderAnswer::mark);
    }
  }

  /** Whether requests go on that were there when it was closed. */
  boolean isFinishing() {
    return waiting.size() > 0 || answers.stream().anyMatch(ReaderAnswer::isAtMark);
  }

  /** The kernel does not send such. Whoever does is told of once, or else could fill the log. */
  void malformed(int length, int opcode) {
    counters.malformed.increment();
    if (!hasMalformed.getAndSet(true)) {
      LOG.warn(
          "a malformed request was refused (opcode {}, {} bytes); later ones are not logged",
          opcode,
          length);
    }
  }

  /** Tells the request of that number of its interruption; false if none is known. */
  boolean interrupt(long unique) {
    for (ReaderAnswer answer : answers) {
      if (answer.interrupt(unique)) {
        return true;
      }
    }
    LateAnswer late = waiting.get(unique);
    if (late != null) {
      late.interrupt();
    }
    return late != null;
  }

  /** Whether a request has no answer, or a reader is still at one. */
  @Override
  public boolean hasRequests() {
    return waiting.size() > 0 || answers.stream().anyMatch(ReaderAnswer::isBusy);
  }

  @Override
  public void letGo() {
    waiting.all().forEach(LateAnswer::tellIfAbandoned);
  }

  @Override
  public void expire() {
    long before = System.nanoTime() - options.getTimeout().toNanos();
    int count = expire(before, options.getTimeoutErrno());
    if (count > 0) {
      counters.timeouts.add(count);
      LOG.error(
          "no answer in {} ms: {}, which the callers were told ({})",
          options.getTimeout().toMillis(),
          Errno.text(options.getTimeoutErrno()),
          count);
    }
  }

  /** Answers all that have no answer. */
  int expireAll(int errno) {
    return expire(System.nanoTime() + 1, errno);
  }

  private int expire(long before, int errno) {
    int count = 0;
    for (ReaderAnswer answer : answers) {
      long unique = answer.expire(before);
      if (unique != 0) {
        refuse(answer.lateWriter(), unique, errno);
        count++;
      }
    }
    for (LateAnswer answer : waiting.all()) {
      if (answer.hasBegunBefore(before)) {
        answer.error(errno);
        count++;
      }
    }
    return count;
  }

  /** The watch and who ends the session may both be at it. */
  private void refuse(Sending.Writer writer, long unique, int errno) {
    synchronized (expired) {
      Sending.reply(writer, expired, unique, errno, 0);
    }
  }

  @Override
  public boolean isExhausted() {
    return readers.isExhausted();
  }

  @Override
  public void grow() {
    boolean stuck = !readers.call() && answers.size() >= readers.size();
    for (ReaderAnswer answer : answers) {
      stuck &= answer.isStuck();
    }
    if (stuck) {
      readers.grow();
    }
  }
}
