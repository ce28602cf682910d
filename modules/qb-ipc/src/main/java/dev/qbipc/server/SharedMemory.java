package dev.qbipc.server;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileSystemSpace;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.util.Optional;

/**
 * The shared memory that the rings of connections are made in, at one moment.
 *
 * @param totalBytes how much it holds
 * @param freeBytes how much more fits
 * @param freeFiles how many files and directories more
 * @param fault why nothing can be made there, a clause; empty where something can
 */
public record SharedMemory(
    long totalBytes, long freeBytes, long freeFiles, Optional<String> fault) {

  /** Where it is. */
  public static final String PATH = "/dev/shm";

  private static final int RINGS = 3;

  /** A header and a data file for each ring, and their directory. */
  private static final int FILES = 2 * RINGS + 1;

  /**
   * Looks at it now; a few microseconds.
   *
   * @return the shared memory at this moment
   */
  public static SharedMemory now() {
    try {
      FileSystemSpace space = FileSystemSpace.of(PATH);
      return new SharedMemory(
          space.totalBytes(), space.freeBytes(), space.freeFiles(), fault(space));
    } catch (SystemCallException e) {
      String fault = e.errno() == Errno.ENOENT ? "does not exist" : "is " + Errno.name(e.errno());
      return new SharedMemory(0, 0, 0, Optional.of(fault));
    }
  }

  private static Optional<String> fault(FileSystemSpace space) {
    if (space.readOnly()) {
      return Optional.of("is mounted read-only");
    }
    return FileSystemSpace.isWritable(PATH)
        ? Optional.empty()
        : Optional.of("is not writable for this process");
  }

  /**
   * {@return the bytes that the rings of a connection take}
   *
   * @param maxMessageSize what the client asks for, in bytes
   */
  public static long bytesOf(int maxMessageSize) {
    int page = Processes.pageSize();
    long header = (RingHeaderDescriptor.SIZE_WITH_USER_DATA + page - 1L) / page * page;
    return RINGS * (header + ChunkDescriptor.dataSize(maxMessageSize, page));
  }

  /**
   * {@return the same with some of what is free set aside}
   *
   * @param bytes how much
   */
  public SharedMemory without(long bytes) {
    return new SharedMemory(totalBytes, Math.max(0, freeBytes - bytes), freeFiles, fault);
  }

  /**
   * {@return how many more connections fit}
   *
   * @param maxMessageSize the maximum length of their messages, in bytes
   */
  public long roomFor(int maxMessageSize) {
    return fault.isPresent() ? 0 : Math.min(freeBytes / bytesOf(maxMessageSize), freeFiles / FILES);
  }
}
