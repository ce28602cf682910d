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
 * A ring in shared memory: a header file and a data file, both mapped (protocol, sections 3.1 to
 * 3.5; libqb {@code ringbuffer.c}).
 *
 * <p>One process writes chunks, the other reads them; this class serves both. It belongs to one
 * thread at a time, and has to be handed over with a happens-before edge. Its size is copied once,
 * since the peer can overwrite the one in the header. Verified with jcstress: a ring that is handed
 * over arrives complete, even at a reader that falls asleep (HandOverStress).
 *
 * <p>The peer can also truncate the files. Methods then raise {@link InternalError}, either at once
 * or at the next {@link PendingFault#raise()}.
 */
public final class Ring {

  /** The end of a header file's name, behind the ring's base path. */
  public static final String HEADER_SUFFIX = "-header";

  /** The end of a data file's name, behind the ring's base path. */
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
   * Creates both files with an empty ring.
   *
   * @param basePath an absolute path; the files' names are this and {@link #HEADER_SUFFIX} and
   *     {@link #DATA_SUFFIX}
   * @param dataSize the length of the data file in bytes, from {@link ChunkDescriptor#dataSize}
   * @param owner the new owner of the files
   * @throws SystemCallException ENOSPC when shared memory is full, EMFILE when there are no
   *     descriptors left; removing files that have been created is up to the caller
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
   * Opens a ring that a server has created, and adds this process to its reference count.
   *
   * @param basePath an absolute path
   * @throws QbException with the errno of a file that cannot be opened, or EINVAL for a header that
   *     contradicts the files
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
      new PendingFault().raise();
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
    // The data is mapped twice and has to fit into one buffer.
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

  /**
   * The writing end. Call it once, in the process that writes.
   *
   * @param faults the faults of the thread that will write
   */
  public ChunkWriter writer(PendingFault faults) {
    return new ChunkWriter(header, data, words, faults);
  }

  /**
   * The reading end. Call it once, in the process that reads.
   *
   * @param reclaimLag how many bytes of read chunks may wait to be released together; with 0 each
   *     chunk is released at once
   */
  public ChunkReader reader(int reclaimLag) {
    return new ChunkReader(header, data, words, reclaimLag);
  }

  /**
   * Marks a chunk as empty.
   *
   * @param at the offset of the chunk in the data, in bytes
   * @param magic the chunk's new state
   */
  static void markChunk(ByteBuffer data, int at, int magic) {
    data.putInt(at, 0);
    INT.setRelease(data, ChunkDescriptor.magicOffset(at), magic);
  }

  /** The number of words in the data file. */
  public int words() {
    return words;
  }

  /** Whether both files still have all their pages, according to the kernel. */
  public boolean isIntact() {
    return header.isIntact() && data.isIntact();
  }

  /** How many processes claim to have the ring open. A client refuses to send unless it is 2. */
  public int referenceCount() {
    return (int) INT.getVolatile(header.buffer(), RingHeaderDescriptor.REFERENCE_COUNT_OFFSET);
  }

  /**
   * Sets how many processes have the ring open. The server sets 0 when it disconnects. The kernel
   * writes the number, so that a fault cannot keep a connection from ending.
   *
   * @return false if the header was truncated
   */
  public boolean setReferenceCount(int count) {
    return Futex.set(header.address() + RingHeaderDescriptor.REFERENCE_COUNT_OFFSET, count);
  }

  /** The flow-control word of a request ring (protocol, section 5). */
  public int flowControl() {
    return (int) INT.getVolatile(header.buffer(), RingHeaderDescriptor.FLOW_CONTROL_OFFSET);
  }

  /**
   * Sets the flow-control word of a request ring, as only the server may. The caller has to surface
   * a fault of it.
   */
  public void setFlowControl(int value) {
    INT.setVolatile(header.buffer(), RingHeaderDescriptor.FLOW_CONTROL_OFFSET, value);
  }

  /** Removes both mappings. Neither end of this ring may be used afterwards. */
  public void unmap() {
    header.unmap();
    data.unmap();
  }
}
