package dev.qbipc.ring;

import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.Mapping;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.nio.ByteBuffer;

/**
 * The writing end of a ring (protocol, section 3.4). Belongs to one thread.
 *
 * <p>A chunk is claimed, filled through {@link #memory()}, and committed. The write pointer is this
 * object's own; the copy in the header is for the reader. Publication: length, payload and write
 * pointer before the magic (release), the magic before the semaphore. Verified with jcstress: a
 * posted chunk is complete (PublicationStress), and writing ahead into free memory does not damage
 * it (PreparationStress).
 */
public final class ChunkWriter {

  /** What {@link #claim} returns while the chunk does not fit. */
  public static final int FULL = -1;

  private static final int NOTHING_CLAIMED = -1;

  private static final int CACHE_LINE = 64;

  /** A message of 64 KiB with its header; preparing longer ones costs more than it saves. */
  private static final int MAX_PREPARED = 64 * 1024 + CACHE_LINE;

  private final ByteBuffer header;
  private final ByteBuffer data;
  private final int words;
  private final long semaphore;
  private final PendingFault faults;
  private int writePointer;

  /** The bytes that were free when the chunk was claimed; there may be more by now. */
  private int free;

  private int wakeUps;

  /** The length of the claimed chunk, or {@link #NOTHING_CLAIMED}. */
  private int claimed = NOTHING_CLAIMED;

  ChunkWriter(Mapping header, Mapping data, int words, PendingFault faults) {
    this.header = header.buffer();
    this.data = data.buffer();
    this.words = words;
    this.faults = faults;
    this.semaphore = header.address() + RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET;
  }

  /** The longest payload in bytes that fits into this ring when it is empty. */
  public int capacity() {
    return words * ChunkDescriptor.WORD - ChunkDescriptor.MARGIN;
  }

  /** The semaphore: chunks written and not yet taken. The peer can set it to any number. */
  public int queued() {
    return (int) Ring.INT.getAcquire(header, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET);
  }

  /** How often the reader slept when a chunk was committed. */
  public int wakeUps() {
    return wakeUps;
  }

  /** Whether the reader claims to have taken and released all chunks. */
  public boolean isRead() {
    return readPointer() == writePointer;
  }

  /**
   * Starts a chunk.
   *
   * @param length the length of its payload in bytes, at most {@link #capacity()}
   * @return the offset in {@link #memory()} for the payload, or {@link #FULL}
   * @throws RingViolationException if the reader's pointer is outside the ring
   */
  public int claim(int length) {
    free = freeBytes();
    if (free < length + ChunkDescriptor.MARGIN) {
      claimed = NOTHING_CLAIMED;
      return FULL;
    }
    claimed = length;
    int at = writePointer * ChunkDescriptor.WORD;
    Ring.markChunk(data, at, ChunkDescriptor.MAGIC_ALLOCATED);
    return ChunkDescriptor.payloadOffset(at);
  }

  /**
   * Whether a chunk would fit now.
   *
   * @param length of its payload in bytes
   * @throws RingViolationException if the reader's pointer is outside the ring
   */
  public boolean hasRoom(int length) {
    return freeBytes() >= length + ChunkDescriptor.MARGIN;
  }

  private String notClaimed(int length) {
    return claimed == NOTHING_CLAIMED
        ? "no chunk is claimed, but one of " + length + " bytes was to be committed"
        : "a chunk of " + claimed + " bytes is claimed, but one of " + length + " was committed";
  }

  private int freeBytes() {
    int readPointer = readPointer();
    if (readPointer < 0 || readPointer >= words) {
      // Or a fault would surface where this is caught, and be caught by nobody.
      faults.raise();
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
   * @param length the length of its payload in bytes, as claimed
   * @throws IllegalStateException if no chunk of this length is claimed; nothing is published then
   * @throws RingViolationException if the header was truncated
   * @throws InternalError likewise, or if the memory behind the chunk was truncated; the chunk has
   *     been posted then
   */
  public void commit(int length) {
    if (length != claimed) {
      throw new IllegalStateException(notClaimed(length));
    }
    claimed = NOTHING_CLAIMED;
    int at = writePointer * ChunkDescriptor.WORD;
    data.putInt(at, length);
    int next = writePointer + ChunkDescriptor.words(length);
    writePointer = next < words ? next : next - words;
    Ring.INT.setRelease(header, RingHeaderDescriptor.WRITE_POINTER_OFFSET, writePointer);
    Ring.INT.setRelease(data, ChunkDescriptor.magicOffset(at), ChunkDescriptor.MAGIC_COMMITTED);
    post();
    if (isReaderWaiting()) {
      wakeUps++;
      Futex.wake(semaphore);
    }
    prepareNext(length);
    faults.raise();
  }

  /**
   * Raises the semaphore. It is 0 while the ring is empty, and only the writer changes that: a
   * reader lowers only a value above 0, and releases a chunk last. (libqb's reader raises it again
   * when a chunk does not fit its buffer, but that chunk is still in the ring.) So a plain store is
   * enough, and two clients make 1.4 times as many requests as with a system call, which is needed
   * otherwise because an atomic instruction might not survive a truncated file (see {@link
   * ChunkReader}). The waiters beside it, which clients count atomically, are not touched.
   */
  private void post() {
    if (free == words * ChunkDescriptor.WORD) {
      Ring.INT.setVolatile(header, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET, 1);
    } else if (!Futex.add(semaphore, 1)) {
      throw new RingViolationException("semaphore of a truncated ring");
    }
  }

  /**
   * Fetches the memory of a next chunk of the same length into this core's cache before anyone
   * waits for it. It was last in the cache of the reader's core, where each line costs time while a
   * chunk is filled. One client makes 1.4 times as many requests with answers of 4 KiB this way,
   * and 1.7 times as many with 16 KiB.
   */
  private void prepareNext(int length) {
    int written = ChunkDescriptor.words(length) * ChunkDescriptor.WORD;
    if (length > MAX_PREPARED || free - written < written + ChunkDescriptor.MARGIN) {
      return;
    }
    int from = writePointer * ChunkDescriptor.WORD;
    // The line in which this chunk ends is in the cache already, and the reader needs it.
    for (int at = from + CACHE_LINE & -CACHE_LINE; at < from + written; at += CACHE_LINE) {
      data.putInt(at, 0);
    }
  }

  /**
   * Wakes a sleeping reader before {@link #commit} does. Waking up takes time, during which a long
   * chunk can be filled. A reader that finds nothing goes back to sleep.
   *
   * @throws InternalError if the header was truncated, or for an earlier fault of this thread
   */
  public void wakeReader() {
    if (isReaderWaiting()) {
      // A system call surfaces a pending fault as well.
      Futex.wake(semaphore);
    } else {
      faults.raise();
    }
  }

  /** Call it only after posting: a reader that registers later sees what was posted. */
  private boolean isReaderWaiting() {
    return (int) Ring.INT.getVolatile(header, RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET) != 0;
  }
}
