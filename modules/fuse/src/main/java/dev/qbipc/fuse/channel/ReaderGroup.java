package dev.qbipc.fuse.channel;

import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The threads that wait for requests: one while one caller is alone, and the others of the few
 * rest. The kernel wakes the one up that has waited for the longest, so that several would take
 * turns, each on a core that has nothing of the last request in its caches. All of the few wait
 * while there is {@linkplain Demand demand}: callers at once are served on several cores, and do
 * not wait while a request takes its time. {@link #call} and {@link #grow} are for when all are
 * held up by requests; a reader that has ended its request leaves when enough wait and rest.
 *
 * <p>Reading blocks: that is quicker than an event loop, and wakes one reader up for each request
 * (mount, section 15.1). It ends when the mount does.
 */
public final class ReaderGroup {

  /** What becomes of the requests that one thread reads. */
  public interface Reader {

    /**
     * Takes a request, of a length that has not been looked at.
     *
     * @return how long that has held the thread up, in nanoseconds
     */
    long request(NativeBuffer in, int length);

    /** The thread leaves, or could not be started. */
    void left();
  }

  /** Errors of reading that only mean that nothing was read. */
  private static final Set<Integer> PASSING = Set.of(Errno.ENOENT, Errno.EINTR, Errno.EAGAIN);

  private final String name;
  private final Channel channel;
  private final int bufferSize;
  private final int few;
  private final int most;
  private final Supplier<Reader> readers;
  private final Runnable exhausted;
  private final IntConsumer ended;

  /** Those that wait for a request. */
  private final AtomicInteger idle = new AtomicInteger();

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger numbers = new AtomicInteger();
  private final RestingReaders resting = new RestingReaders();
  private final Demand demand = new Demand();
  private boolean isEnding;

  /**
   * A group that has no threads yet.
   *
   * @param name what its threads' names begin with
   * @param few how many wait and rest while there are no requests
   * @param most how many there are at most
   * @param readers makes one for each thread
   * @param exhausted called when the last that has waited takes a request
   * @param ended called once or more, with the error of the reading that was the last
   */
  public ReaderGroup(
      String name,
      Channel channel,
      int bufferSize,
      int few,
      int most,
      Supplier<Reader> readers,
      Runnable exhausted,
      IntConsumer ended) {
    this.name = name;
    this.channel = channel;
    this.bufferSize = bufferSize;
    this.few = few;
    this.most = Math.max(few, most);
    this.readers = readers;
    this.exhausted = exhausted;
    this.ended = ended;
  }

  /** Starts the few. */
  public void start() {
    for (int i = 0; i < few; i++) {
      grow();
    }
  }

  /** Has one more wait of those that rest; false if none does. */
  public boolean call() {
    return resting.call();
  }

  /**
   * Adds a reader, unless there are as many as there may be.
   *
   * @throws OutOfMemoryError if there is no memory for it, or no thread
   */
  public synchronized void grow() {
    if (threads.size() < most && !isEnding) {
      Reader reader = readers.get();
      boolean isStarted = false;
      try {
        start(reader, new NativeBuffer(bufferSize));
        isStarted = true;
      } finally {
        if (!isStarted) {
          reader.left();
        }
      }
    }
  }

  private void start(Reader reader, NativeBuffer in) {
    String threadName = name + " reader " + numbers.incrementAndGet();
    var thread = new Thread(() -> read(reader, in), threadName);
    thread.setDaemon(true);
    threads.add(thread);
    idle.incrementAndGet();
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      idle.decrementAndGet();
      threads.remove(thread);
      throw e;
    }
  }

  /** Whether all readers have a request. */
  public boolean isExhausted() {
    return idle.get() <= 0;
  }

  /** How many readers there are. */
  public int size() {
    return threads.size();
  }

  private void read(Reader reader, NativeBuffer in) {
    boolean isIdle = true;
    try {
      while (isIdle) {
        int length = channel.read(in);
        if (length >= 0) {
          isIdle = false;
          if (idle.decrementAndGet() == 0) {
            exhausted.run();
          }
          demand.taken(InHeader.pid(in.bytes()));
          if (demand.isHigh() && !resting.isEmpty()) {
            resting.call();
          }
          demand.held(reader.request(in, length));
          isIdle = waits();
        } else if (!PASSING.contains(-length)) {
          end();
          ended.accept(-length);
          break;
        }
      }
    } finally {
      if (isIdle) {
        idle.decrementAndGet();
      }
      in.discard();
      reader.left();
      threads.remove(Thread.currentThread());
    }
  }

  /** Whether the reader that has ended its request waits again, perhaps after a rest. */
  private boolean waits() {
    int most = demand.isHigh() ? few : 1;
    int waiting = idle.incrementAndGet();
    while (waiting > most) {
      if (idle.compareAndSet(waiting, waiting - 1)) {
        boolean isCalled = resting.rest(few - (waiting - 1));
        if (isCalled) {
          idle.incrementAndGet();
        }
        return isCalled;
      }
      waiting = idle.get();
    }
    return true;
  }

  /**
   * Waits for all readers to leave, which they do once the mount has ended.
   *
   * @return false if that has taken longer, since a request holds some up
   */
  public boolean awaitEnd(long nanos) {
    end();
    long deadline = System.nanoTime() + nanos;
    boolean ended = true;
    for (Thread thread : threads) {
      ended &= Ending.await(thread, deadline);
    }
    return ended;
  }

  /** From here on no reader is added. */
  private synchronized void end() {
    isEnding = true;
    resting.end();
  }
}
