package dev.qbipc.ring;

import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.Mapping;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.nio.ByteBuffer;

/**
 * The reading end of a ring (section 3.4). Belongs to one thread.
 *
 * <p>The read pointer is this object's own. The semaphore says how many chunks wait; it is lowered
 * by the kernel, which survives a truncated file where an atomic instruction of ours might not, and
 * costs a system call: 600 ns by JMH (SemaphoreBenchmark.post) where reading a chunk costs 23
 * (RingBenchmark.read). So that is done for many chunks together, when {@link #settle()} is called.
 * Until then the last chunk is not given back: the read pointer in the header stays behind the
 * write pointer, and the writer never sees an empty ring with a raised semaphore, which it would
 * take for a full one. The space of those before it is given back, many at a time, without a call:
 * how many bytes may be outstanding is chosen so that a largest message still fits beside them.
 *
 * <p>Tried out by jcstress, with each end on a thread and a mapping of its own: nothing that marks
 * a chunk as read lands in the chunk that takes its place (ReclaimStress), and a reader that has
 * counted itself in is woken by whoever posts while it falls asleep (SleepingReaderStress).
 */
public final class ChunkReader {

  /** What {@link #nextLength} returns when the next chunk is not a committed one. */
  public static final int NOT_COMMITTED = -1;

  /** The kernel adds no more than 2,048 at a time. */
  private static final int MOST_UNSETTLED = 1024;

  private final ByteBuffer header;
  private final ByteBuffer data;
  private final int words;
  private final long semaphore;
  private final int reclaimLag;
  private int unsettled;
  private int outstanding;
  private int readPointer;
  private boolean waiting;

  ChunkReader(Mapping header, Mapping data, int words, int reclaimLag) {
    this.header = header.buffer();
    this.data = data.buffer();
    this.words = words;
    this.semaphore = header.address() + RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET;
    this.reclaimLag = reclaimLag;
  }

  /** Whether the writer has posted a chunk that was not read yet. */
  public boolean isPosted() {
    int value = (int) Ring.INT.getAcquire(header, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET);
    return value != unsettled;
  }

  /**
   * The length of the next chunk, as the writer says; ask only when one is posted.
   *
   * @return bytes, any number at all from a hostile writer, or {@link #NOT_COMMITTED}
   */
  public int nextLength() {
    int at = readPointer * ChunkDescriptor.WORD;
    int magic =
        (int) Ring.INT.getAcquire(data, at + ChunkDescriptor.MAGIC_WORD * ChunkDescriptor.WORD);
    return magic == ChunkDescriptor.MAGIC_COMMITTED ? data.getInt(at) : NOT_COMMITTED;
  }

  /**
   * Reads one integer of the next chunk's payload. Read each one once and check the copy.
   *
   * @param offset in the payload, in bytes
   */
  public int getInt(int offset) {
    return data.getInt(payload() + offset);
  }

  /**
   * Copies a part of the next chunk's payload.
   *
   * @param offset in the payload, in bytes
   * @param target where it goes, from index 0
   * @param length bytes; offset and length together at most the ring's size
   */
  public void copy(int offset, byte[] target, int length) {
    data.get(payload() + offset, target, 0, length);
  }

  private int payload() {
    return (readPointer + ChunkDescriptor.HEADER_WORDS) * ChunkDescriptor.WORD;
  }

  /**
   * Goes on to the chunk after the next one, and gives back as much as the writer needs for a
   * largest message.
   *
   * @param length the next chunk's length in bytes as it was validated, not as it may be now
   * @throws RingViolationException if the header was truncated away
   */
  public void advance(int length) {
    int read = readPointer;
    int step = ChunkDescriptor.words(length);
    int next = read + step;
    readPointer = next < words ? next : next - words;
    Ring.markChunk(data, read * ChunkDescriptor.WORD, ChunkDescriptor.MAGIC_RECLAIMED);
    unsettled++;
    outstanding += step;
    if (step * ChunkDescriptor.WORD > reclaimLag || unsettled == MOST_UNSETTLED) {
      settle();
    } else if (outstanding * ChunkDescriptor.WORD > reclaimLag) {
      giveBackUntil(read);
      outstanding = step;
    }
  }

  private void giveBackUntil(int pointer) {
    Ring.INT.setRelease(header, RingHeaderDescriptor.READ_POINTER_OFFSET, pointer);
  }

  /**
   * Lowers the semaphore for the chunks read so far and gives all their space back to the writer.
   *
   * @throws RingViolationException if the header was truncated away
   */
  public void settle() {
    if (unsettled == 0) {
      return;
    }
    if (!Futex.add(semaphore, -unsettled)) {
      throw new RingViolationException("semaphore of a truncated ring");
    }
    giveBackUntil(readPointer);
    unsettled = 0;
    outstanding = 0;
  }

  /**
   * Counts this reader in or out as one who sleeps on the semaphore: the writer's sem_post calls
   * the kernel only for waiters. Count in, then sleep only while the value is 0.
   */
  public void setWaiting(boolean waiting) {
    if (this.waiting != waiting) {
      this.waiting = waiting;
      Ring.INT.setVolatile(header, RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET, waiting ? 1 : 0);
    }
  }

  /** Whether this reader is counted in as one who sleeps. */
  public boolean isWaiting() {
    return waiting;
  }

  /** Where the kernel finds the semaphore's value. */
  public long semaphore() {
    return semaphore;
  }
}
