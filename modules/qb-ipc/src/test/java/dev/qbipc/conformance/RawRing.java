package dev.qbipc.conformance;

import dev.qbipc.QbException;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.Mapping;
import dev.qbipc.linux.memory.SharedFile;
import dev.qbipc.ring.Ring;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A ring seen by a peer that may do anything to it: every word of both files can be read and
 * written, and chunks are made by hand from the wire's layouts, without the code under test.
 */
public final class RawRing implements AutoCloseable {

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final String basePath;
  private final Mapping header;
  private final Mapping data;
  private final int words;

  private RawRing(String basePath, Mapping header, Mapping data) {
    this.basePath = basePath;
    this.header = header;
    this.data = data;
    this.words = headerInt(RingHeaderDescriptor.WORD_SIZE_OFFSET);
  }

  /** Opens a ring by its base path and counts this process in. */
  public static RawRing open(String basePath) {
    var ring = view(basePath);
    ring.putHeaderInt(
        RingHeaderDescriptor.REFERENCE_COUNT_OFFSET,
        ring.headerInt(RingHeaderDescriptor.REFERENCE_COUNT_OFFSET) + 1);
    return ring;
  }

  /** Opens a ring only to look at it: libqb's client would not send if it were counted in. */
  public static RawRing view(String basePath) {
    try (var headerFile = SharedFile.open(basePath + Ring.HEADER_SUFFIX);
        var dataFile = SharedFile.open(basePath + Ring.DATA_SUFFIX)) {
      int dataSize = (int) Files.size(Path.of(dataFile.path()));
      var header = Mapping.plain(headerFile, RingHeaderDescriptor.SIZE);
      var data = Mapping.circular(dataFile, dataSize);
      return new RawRing(basePath, header, data);
    } catch (SystemCallException e) {
      throw new QbException(e.errno(), "open ring " + basePath, e);
    } catch (IOException e) {
      throw new UncheckedIOException("open ring " + basePath, e);
    }
  }

  /** The header's file. */
  public Path headerFile() {
    return Path.of(basePath + Ring.HEADER_SUFFIX);
  }

  /** The data file. */
  public Path dataFile() {
    return Path.of(basePath + Ring.DATA_SUFFIX);
  }

  /** Words in the ring, as the header said when it was opened. */
  public int words() {
    return words;
  }

  /** A word of the header, by {@link RingHeaderDescriptor}'s offsets. */
  public int headerInt(int offset) {
    return (int) INT.getVolatile(header.buffer(), offset);
  }

  /** Overwrites a word of the header. */
  public void putHeaderInt(int offset, int value) {
    INT.setVolatile(header.buffer(), offset, value);
  }

  /** The header's bytes. */
  public ByteBuffer headerBytes() {
    return header.buffer();
  }

  /** A word of the data file, by its index in the ring. */
  public int word(int index) {
    return (int) INT.getVolatile(data.buffer(), Math.floorMod(index, words) * ChunkDescriptor.WORD);
  }

  /** Overwrites a word of the data file. */
  public void putWord(int index, int value) {
    int at = Math.floorMod(index, words) * ChunkDescriptor.WORD;
    INT.setVolatile(data.buffer(), at, value);
  }

  /** The semaphore's value: chunks posted and not taken. */
  public int semaphore() {
    return headerInt(RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET);
  }

  /** Raises the semaphore by one and wakes the process that waits for it. */
  public void post() {
    Futex.add(semaphoreAddress(), 1);
    wake();
  }

  /** Wakes the process that waits for the semaphore, without raising it. */
  public void wake() {
    Futex.wake(semaphoreAddress());
  }

  /** Sleeps while the semaphore is 0, counted in as a waiter. */
  private void awaitWake(Duration patience) {
    // sem_post calls the kernel only when a waiter is counted in.
    putHeaderInt(RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET, 1);
    Futex.await(semaphoreAddress(), 0, patience.toNanos());
    putHeaderInt(RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET, 0);
  }

  private long semaphoreAddress() {
    return header.address() + RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET;
  }

  /** Whether an honest writer has room for a chunk now (protocol, section 3.4). */
  public boolean hasRoomFor(int length) {
    int write = headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET);
    int read = headerInt(RingHeaderDescriptor.READ_POINTER_OFFSET);
    int free = Math.floorMod(read - write - 1, words);
    if (write == read) {
      free = semaphore() > 0 ? 0 : words;
    }
    return free * ChunkDescriptor.WORD >= length + ChunkDescriptor.MARGIN;
  }

  /** Writes a whole, honest chunk and posts it. */
  public void write(byte[] message) {
    write(message, message.length, ChunkDescriptor.MAGIC_COMMITTED);
    post();
  }

  /**
   * Writes a chunk that may lie, and moves the write pointer by what it holds; does not post it.
   *
   * @param message what it holds
   * @param length what its length word says
   * @param magic what its magic says
   */
  public void write(byte[] message, int length, int magic) {
    int at = headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET);
    int payload = (at + ChunkDescriptor.HEADER_WORDS) * ChunkDescriptor.WORD;
    data.buffer().put(payload, message);
    putWord(at, length);
    int next = (at + ChunkDescriptor.words(message.length)) % words;
    putHeaderInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET, next);
    putWord(at + ChunkDescriptor.MAGIC_WORD, magic);
  }

  /** Waits for the next chunk, takes it and gives its space back. */
  public byte[] read() {
    awaitPost();
    Futex.add(semaphoreAddress(), -1);
    int at = headerInt(RingHeaderDescriptor.READ_POINTER_OFFSET);
    int magic = word(at + ChunkDescriptor.MAGIC_WORD);
    if (magic != ChunkDescriptor.MAGIC_COMMITTED) {
      throw new AssertionError("chunk with magic " + Integer.toHexString(magic));
    }
    byte[] message = new byte[word(at)];
    data.buffer().get((at + ChunkDescriptor.HEADER_WORDS) * ChunkDescriptor.WORD, message);
    int next = (at + ChunkDescriptor.words(message.length)) % words;
    putWord(at, 0);
    putWord(at + ChunkDescriptor.MAGIC_WORD, ChunkDescriptor.MAGIC_RECLAIMED);
    putHeaderInt(RingHeaderDescriptor.READ_POINTER_OFFSET, next);
    return message;
  }

  private void awaitPost() {
    long deadline = System.nanoTime() + OutputLines.PATIENCE.toNanos();
    while (semaphore() == 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no chunk in " + OutputLines.PATIENCE);
      }
      awaitWake(LOOK_AGAIN);
    }
  }

  /** Removes the mappings; the files stay. */
  @Override
  public void close() {
    header.unmap();
    data.unmap();
  }
}
