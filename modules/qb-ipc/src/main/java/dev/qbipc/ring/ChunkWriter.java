package dev.qbipc.ring;

import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.Mapping;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.nio.ByteBuffer;

/**
 * The writing end of a ring (section 3.4). Belongs to one thread.
 *
 * <p>A chunk is claimed, filled through {@link #memory()}, and committed. The write pointer is this
 * object's own; the copy in the header is only told to the reader. Publication: length, payload and
 * write pointer before the magic (release), the magic before the semaphore. jcstress has found no
 * posted chunk that was not whole (PublicationStress), and none that was overwritten by what is
 * written into the free memory behind a chunk (PreparationStress).
 */
public final class ChunkWriter {

  /** What {@link #claim} returns while the chunk does not fit. */
  public static final int FULL = -1;

  private static final int CACHE_LINE = 64;

  /** A message of 64 KiB with its header; longer ones lose by it. */
  private static final int LONGEST_PREPARED = 64 * 1024 + CACHE_LINE;

  private final ByteBuffer header;
  private final ByteBuffer data;
  private final int words;
  private final long semaphore;
  private int writePointer;

  /** Bytes that were free when the chunk was claimed; by now there may be more. */
  private int free;

  ChunkWriter(Mapping header, Mapping data, int words) {
    this.header = header.buffer();
    this.data = data.buffer();
    this.words = words;
    this.semaphore = header.address() + RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET;
  }

  /** The most bytes of payload that fit into this ring when it is empty. */
  public int capacity() {
    return words * ChunkDescriptor.WORD - ChunkDescriptor.MARGIN;
  }

  /** Chunks written and not yet taken, by the semaphore; the peer can make it any number. */
  public int queued() {
    return (int) Ring.INT.getAcquire(header, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET);
  }

  /** Whether the reader has taken all chunks and given them back, as it says. */
  public boolean isRead() {
    return readPointer() == writePointer;
  }

  /**
   * Begins a chunk.
   *
   * @param length of its payload in bytes, at most {@link #capacity()}
   * @return where in {@link #memory()} the payload goes, or {@link #FULL}
   * @throws RingViolationException if the reader's pointer is outside the ring
   */
  public int claim(int length) {
    free = freeBytes();
    if (free < length + ChunkDescriptor.MARGIN) {
      return FULL;
    }
    int at = writePointer * ChunkDescriptor.WORD;
    Ring.markChunk(data, at, ChunkDescriptor.MAGIC_ALLOCATED);
    return at + ChunkDescriptor.HEADER_WORDS * ChunkDescriptor.WORD;
  }

  private int freeBytes() {
    int readPointer = readPointer();
    if (readPointer < 0 || readPointer >= words) {
      throw new RingViolationException("read pointer " + readPointer + " of " + words + " words");
    }
    if (writePointer == readPointer) {
      return words * ChunkDescriptor.WORD;
    }
    int free = readPointer - writePointer - 1;
    return (free < 0 ? free + words : free) * ChunkDescriptor.WORD;
  }

  private int readPointer() {
    return (int) Ring.INT.getAcquire(header, RingHeaderDescriptor.READ_POINTER_OFFSET);
  }

  /** The ring's memory, mapped twice so that a claimed chunk is contiguous. */
  public ByteBuffer memory() {
    return data;
  }

  /**
   * Publishes the claimed chunk and wakes the reader if it sleeps.
   *
   * @param length of its payload in bytes, as claimed
   * @throws RingViolationException if the header was truncated away
   * @throws InternalError likewise, or if the memory behind the chunk was, in which case the chunk
   *     was posted
   */
  public void commit(int length) {
    int at = writePointer * ChunkDescriptor.WORD;
    data.putInt(at, length);
    int next = writePointer + ChunkDescriptor.words(length);
    writePointer = next < words ? next : next - words;
    Ring.INT.setRelease(header, RingHeaderDescriptor.WRITE_POINTER_OFFSET, writePointer);
    Ring.INT.setRelease(
        data,
        at + ChunkDescriptor.MAGIC_WORD * ChunkDescriptor.WORD,
        ChunkDescriptor.MAGIC_COMMITTED);
    post();
    if (isReaderWaiting()) {
      Futex.wake(semaphore);
    }
    prepareNext(length);
    PendingFault.raise();
  }

  /**
   * Raises the semaphore. It is 0 while the ring is empty, and only the writer changes that: a
   * reader lowers what is above 0, and gives a chunk back last. (libqb's raises it again when a
   * chunk does not fit its buffer; that one is still in the ring.) So a store does, and two clients
   * make 1.4 times as many requests as with the call of the kernel that it takes otherwise: an
   * atomic instruction of ours might not survive a truncated file (see {@link ChunkReader}). The
   * waiters beside it, which clients count atomically, are not touched.
   */
  private void post() {
    if (free == words * ChunkDescriptor.WORD) {
      Ring.INT.setVolatile(header, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET, 1);
    } else if (!Futex.add(semaphore, 1)) {
      throw new RingViolationException("semaphore of a truncated ring");
    }
  }

  /**
   * Gets hold of the memory of a next chunk of the same length, before somebody waits for that one.
   * It was last in the cache of the reader's core, and while a chunk is filled each of its lines
   * takes time: so one client makes 1.4 times as many requests that are answered with 4 KiB, and
   * 1.7 times as many with 16 KiB.
   */
  private void prepareNext(int length) {
    int written = ChunkDescriptor.words(length) * ChunkDescriptor.WORD;
    if (length > LONGEST_PREPARED || free - written < written + ChunkDescriptor.MARGIN) {
      return;
    }
    int from = writePointer * ChunkDescriptor.WORD;
    // The line in which this chunk ends is at hand already, and the reader needs it.
    for (int at = from + CACHE_LINE & -CACHE_LINE; at < from + written; at += CACHE_LINE) {
      data.putInt(at, 0);
    }
  }

  /**
   * Wakes a reader that sleeps, as {@link #commit} does after the chunk is there: for one that
   * takes long to fill, since a processor takes time to wake up. A reader that finds nothing sleeps
   * on.
   *
   * @throws InternalError if the header was truncated away, or for an earlier fault of this thread
   */
  public void wakeReader() {
    if (isReaderWaiting()) {
      // A call of the kernel surfaces a fault as well.
      Futex.wake(semaphore);
    } else {
      PendingFault.raise();
    }
  }

  /** Ask only after an addition: a reader that counts itself in later sees what was added. */
  private boolean isReaderWaiting() {
    return (int) Ring.INT.getVolatile(header, RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET) != 0;
  }
}
