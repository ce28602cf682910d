package dev.qbipc.ring;

import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.Mapping;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.nio.ByteBuffer;

/**
 * The reading end of a ring (protocol, section 3.4). Belongs to one thread.
 *
 * <p>The read pointer is this object's own. The semaphore counts the chunks that wait. The kernel
 * lowers it, since it survives a truncated file where an atomic instruction might kill the JVM; but
 * that is a system call, which takes 600 ns (SemaphoreBenchmark.post), while reading a chunk takes
 * 23 ns (RingBenchmark.read). So {@link #settle()} does it for many chunks at once. Until then the
 * last chunk is not released: the read pointer in the header stays behind the write pointer, and
 * the writer never sees an empty ring with a raised semaphore, which it would take for a full one.
 * The space of earlier chunks is released without a system call, many chunks at a time; the number
 * of outstanding bytes is limited so that a message of the maximum size still fits.
 *
 * <p>Verified with jcstress, with each end on its own thread and mapping: marking a chunk as read
 * never damages the chunk that takes its place (ReclaimStress), and a reader that has registered as
 * a waiter is woken by a post that happens while it falls asleep (SleepingReaderStress).
 */
public final class ChunkReader {

  /** What {@link #nextLength} returns when the next chunk is not a committed one. */
  public static final int NOT_COMMITTED = -1;

  /** The kernel adds no more than 2,048 at a time. */
  private static final int MAX_UNSETTLED = 1024;

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

  /** Whether the writer has posted a chunk that has not been read yet. */
  public boolean isPosted() {
    int value = (int) Ring.INT.getAcquire(header, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET);
    return value != unsettled;
  }

  /**
   * The length that the writer gave the next chunk. Call it only when one is posted.
   *
   * @return the length in bytes, which can be any number if the writer is hostile, or {@link
   *     #NOT_COMMITTED}
   */
  public int nextLength() {
    int at = readPointer * ChunkDescriptor.WORD;
    int magic = (int) Ring.INT.getAcquire(data, ChunkDescriptor.magicOffset(at));
    return magic == ChunkDescriptor.MAGIC_COMMITTED ? data.getInt(at) : NOT_COMMITTED;
  }

  /**
   * Reads an integer of the next chunk's payload. Read each one once, and check the copy.
   *
   * @param offset the offset in the payload, in bytes
   */
  public int getInt(int offset) {
    return data.getInt(payload() + offset);
  }

  /**
   * Copies a part of the next chunk's payload.
   *
   * @param offset the offset in the payload, in bytes
   * @param target receives the bytes from index 0 on
   * @param length the number of bytes; offset + length must not exceed the ring's size
   */
  public void copy(int offset, byte[] target, int length) {
    data.get(payload() + offset, target, 0, length);
  }

  private int payload() {
    return ChunkDescriptor.payloadOffset(readPointer * ChunkDescriptor.WORD);
  }

  /**
   * Moves past the next chunk, and releases the space that the writer needs for a message of the
   * maximum size.
   *
   * @param length the chunk's length in bytes as it was validated; the one in memory may have
   *     changed
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
    if (step * ChunkDescriptor.WORD > reclaimLag || unsettled == MAX_UNSETTLED) {
      settle();
    } else if (outstanding * ChunkDescriptor.WORD > reclaimLag) {
      releaseUntil(read);
      outstanding = step;
    }
  }

  private void releaseUntil(int pointer) {
    Ring.INT.setRelease(header, RingHeaderDescriptor.READ_POINTER_OFFSET, pointer);
  }

  /**
   * Lowers the semaphore by the number of chunks read so far, and releases all of their space.
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
    releaseUntil(readPointer);
    unsettled = 0;
    outstanding = 0;
  }

  /**
   * Registers or unregisters this reader as a waiter on the semaphore: the writer's sem_post calls
   * the kernel only if there is one. Register first, then sleep only while the value is 0.
   */
  public void setWaiting(boolean waiting) {
    if (this.waiting != waiting) {
      this.waiting = waiting;
      Ring.INT.setVolatile(header, RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET, waiting ? 1 : 0);
    }
  }

  /** Whether this reader is registered as a waiter. */
  public boolean isWaiting() {
    return waiting;
  }

  /** The address of the semaphore's value, for the kernel. */
  public long semaphore() {
    return semaphore;
  }
}
