package dev.qbipc.ring;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.Mapping;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.linux.memory.SharedFile;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A ring in shared memory: a header file and a data file, both mapped (sections 3.1 to 3.5; libqb
 * {@code ringbuffer.c}).
 *
 * <p>One process writes chunks, the other reads them; this class is either's view. It belongs to
 * one thread at a time: whoever hands it over must do so with a happens-before edge. Its size is a
 * copy taken once, since the peer can overwrite the one in the header. That a ring arrives whole at
 * the reader it is handed to, even at one that falls asleep, jcstress has tried out
 * (HandOverStress).
 *
 * <p>The peer can also truncate the files. Methods raise {@link InternalError} then, if not at once
 * then at the next {@link PendingFault#raise()}.
 */
public final class Ring {

  /** What is appended to a ring's base path for its header file. */
  public static final String HEADER_SUFFIX = "-header";

  /** What is appended to a ring's base path for its data file. */
  public static final String DATA_SUFFIX = "-data";

  static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final Mapping header;
  private final Mapping data;
  private final int words;

  private Ring(Mapping header, Mapping data, int words) {
    this.header = header;
    this.data = data;
    this.words = words;
  }

  /**
   * Creates both files and an empty ring in them.
   *
   * @param basePath absolute; the files are this plus {@link #HEADER_SUFFIX} and {@link
   *     #DATA_SUFFIX}
   * @param dataSize bytes of the data file, from {@link ChunkDescriptor#dataSize}
   * @param owner whom the files are handed to
   * @throws SystemCallException ENOSPC when shared memory is full, EMFILE without descriptors;
   *     files made until then are left to the caller
   */
  public static Ring create(String basePath, int dataSize, RingOwner owner)
      throws SystemCallException {
    String headerPath = basePath + HEADER_SUFFIX;
    String dataPath = basePath + DATA_SUFFIX;
    Mapping header = null;
    Mapping data = null;
    boolean complete = false;
    try (var headerFile = SharedFile.create(headerPath);
        var dataFile = SharedFile.create(dataPath)) {
      headerFile.allocate(RingHeaderDescriptor.SIZE_WITH_USER_DATA);
      dataFile.allocate(dataSize);
      header = Mapping.plain(headerFile, RingHeaderDescriptor.SIZE_WITH_USER_DATA);
      data = Mapping.circular(dataFile, dataSize);
      var ring = new Ring(header, data, dataSize / ChunkDescriptor.WORD);
      ring.initialize(headerPath, dataPath);
      dataFile.handTo(owner.uid(), owner.gid(), owner.mode());
      headerFile.handTo(owner.uid(), owner.gid(), owner.mode());
      complete = true;
      return ring;
    } finally {
      if (!complete) {
        unmap(header);
        unmap(data);
      }
    }
  }

  /**
   * Opens a ring that a server created, and counts this process in.
   *
   * @param basePath absolute
   * @throws QbException the files' errors, EINVAL for a header that contradicts its files
   */
  public static Ring open(String basePath) {
    Mapping header = null;
    Mapping data = null;
    boolean opened = false;
    try (var headerFile = SharedFile.open(basePath + HEADER_SUFFIX);
        var dataFile = SharedFile.open(basePath + DATA_SUFFIX)) {
      header = Mapping.plain(headerFile, RingHeaderDescriptor.SIZE);
      int words = header.buffer().getInt(RingHeaderDescriptor.WORD_SIZE_OFFSET);
      checkSize(dataFile.path(), words);
      data = Mapping.circular(dataFile, words * ChunkDescriptor.WORD);
      var ring = new Ring(header, data, words);
      int count = ring.referenceCount() + 1;
      PendingFault.raise();
      ring.setReferenceCount(count);
      opened = true;
      return ring;
    } catch (SystemCallException e) {
      throw new QbException(e.errno(), "cannot open ring " + basePath, e);
    } catch (IOException e) {
      throw new QbException(Errno.EIO, "cannot open ring " + basePath, e);
    } catch (InternalError e) {
      throw new RingViolationException("ring " + basePath + " was truncated while opened", e);
    } finally {
      if (!opened) {
        unmap(header);
        unmap(data);
      }
    }
  }

  private static void unmap(Mapping mapping) {
    if (mapping != null) {
      mapping.unmap();
    }
  }

  private static void checkSize(String dataPath, int words) throws IOException {
    long size = (long) words * ChunkDescriptor.WORD;
    // Mapped twice, the data has to fit a buffer.
    boolean plausible =
        words > 0 && 2 * size <= Integer.MAX_VALUE && size % Processes.pageSize() == 0;
    if (!plausible || Files.size(Path.of(dataPath)) < size) {
      throw new QbException(Errno.EINVAL, "ring " + dataPath + " cannot have " + words + " words");
    }
  }

  private void initialize(String headerPath, String dataPath) {
    ByteBuffer memory = header.buffer();
    memory.putInt(RingHeaderDescriptor.WORD_SIZE_OFFSET, words);
    putPath(memory, RingHeaderDescriptor.HEADER_PATH_OFFSET, headerPath);
    putPath(memory, RingHeaderDescriptor.DATA_PATH_OFFSET, dataPath);
    memory.putInt(
        RingHeaderDescriptor.SEMAPHORE_SHARED_OFFSET, RingHeaderDescriptor.SEMAPHORE_SHARED);
    data.buffer().putInt(0, ChunkDescriptor.FRESH_RING_MARK);
    setReferenceCount(1);
  }

  private static void putPath(ByteBuffer memory, int offset, String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= RingHeaderDescriptor.PATH_SIZE) {
      throw new QbException(Errno.ENAMETOOLONG, "ring file " + path);
    }
    memory.put(offset, bytes);
  }

  /** This process's end as the one who writes chunks. Call once. */
  public ChunkWriter writer() {
    return new ChunkWriter(header, data, words);
  }

  /**
   * This process's end as the one who reads chunks. Call once.
   *
   * @param reclaimLag bytes of read chunks that may wait to be given back together; 0 gives each
   *     back at once
   */
  public ChunkReader reader(int reclaimLag) {
    return new ChunkReader(header, data, words, reclaimLag);
  }

  /**
   * Marks a chunk as one that holds nothing.
   *
   * @param at where it begins in the data, in bytes
   * @param magic what it is instead
   */
  static void markChunk(ByteBuffer data, int at, int magic) {
    data.putInt(at, 0);
    INT.setRelease(data, at + ChunkDescriptor.MAGIC_WORD * ChunkDescriptor.WORD, magic);
  }

  /** Words in the data file. */
  public int words() {
    return words;
  }

  /** Whether both files still have all their pages, as far as the kernel knows at this moment. */
  public boolean isIntact() {
    return header.isIntact() && data.isIntact();
  }

  /**
   * How many processes say that they have the ring open; a client refuses to send unless it is 2.
   */
  public int referenceCount() {
    return (int) INT.getVolatile(header.buffer(), RingHeaderDescriptor.REFERENCE_COUNT_OFFSET);
  }

  /**
   * Says how many processes have the ring open; the server says 0 when it disconnects. It is the
   * kernel that writes, so no fault can keep a connection from being ended.
   *
   * @return false if the header was truncated
   */
  public boolean setReferenceCount(int count) {
    return Futex.set(header.address() + RingHeaderDescriptor.REFERENCE_COUNT_OFFSET, count);
  }

  /** The flow-control word of a request ring (section 5). */
  public int flowControl() {
    return (int) INT.getVolatile(header.buffer(), RingHeaderDescriptor.FLOW_CONTROL_OFFSET);
  }

  /** Sets the flow-control word of a request ring; only the server does. */
  public void setFlowControl(int value) {
    INT.setVolatile(header.buffer(), RingHeaderDescriptor.FLOW_CONTROL_OFFSET, value);
    PendingFault.raise();
  }

  /** Removes both mappings; neither end made from this ring may be used again. */
  public void unmap() {
    header.unmap();
    data.unmap();
  }
}
