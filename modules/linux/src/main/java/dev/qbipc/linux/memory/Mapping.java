package dev.qbipc.linux.memory;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Pointer;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import dev.qbipc.linux.process.Processes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A file mapped shared into memory, seen through a direct buffer in native byte order.
 *
 * <p>The peer can truncate the file at any time. An access through {@link #buffer()} then raises
 * {@link InternalError}, at once or later (see {@link PendingFault}), which all code that touches
 * the mapping has to catch. A mapping belongs to one thread at a time, and after {@link #unmap()}
 * an access kills the JVM.
 */
public final class Mapping {

  private final long address;
  private final long length;
  private final ByteBuffer buffer;
  private boolean mapped = true;

  private Mapping(long address, long length) {
    this.address = address;
    this.length = length;
    this.buffer = new Pointer(address).getByteBuffer(0, length).order(ByteOrder.nativeOrder());
  }

  /**
   * Maps the first bytes of a file once.
   *
   * @param file an open file
   * @param size how much of it, in bytes
   * @return the mapping, to be unmapped
   * @throws SystemCallException ENOMEM if the process may map no more
   */
  public static Mapping plain(SharedFile file, int size) throws SystemCallException {
    long address =
        map(0, size, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, file.fd(), file.path());
    return new Mapping(address, size);
  }

  /**
   * Maps a file twice, back to back, so that what wraps around its end is contiguous (libqb {@code
   * ringbuffer.c}; protocol, section 3.3).
   *
   * @param file an open file
   * @param size its length in bytes, a multiple of the page size; the buffer is twice as long
   * @return the mapping, to be unmapped
   * @throws SystemCallException ENOMEM if the process may map no more
   */
  public static Mapping circular(SharedFile file, int size) throws SystemCallException {
    long whole = 2L * size;
    long address =
        map(0, whole, Libc.PROT_NONE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, file.path());
    try {
      int protection = Libc.PROT_READ | Libc.PROT_WRITE;
      int flags = Libc.MAP_SHARED | Libc.MAP_FIXED;
      map(address, size, protection, flags, file.fd(), file.path());
      map(address + size, size, protection, flags, file.fd(), file.path());
    } catch (SystemCallException e) {
      libc().munmap(address, whole);
      throw e;
    }
    return new Mapping(address, whole);
  }

  private static long map(long at, long length, int protection, int flags, int fd, String subject)
      throws SystemCallException {
    long address = libc().mmap(at, length, protection, flags, fd, 0);
    if (address == Libc.MAP_FAILED) {
      throw new SystemCallException("mmap", subject, libc().errno());
    }
    return address;
  }

  /** {@return the bytes of the file} The peer can change them between any two reads. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /**
   * {@return whether the file still has all its pages: asks the kernel, which a truncated file does
   * not harm}
   */
  public boolean isIntact() {
    long lastPage = address + (length - 1) / Processes.pageSize() * Processes.pageSize();
    return Futex.wake(lastPage);
  }

  /** {@return the address where the mapping begins, for the kernel's futex calls only} */
  public long address() {
    return address;
  }

  /** Removes the mapping. The caller makes sure that the buffer is no longer used. */
  public void unmap() {
    if (mapped) {
      mapped = false;
      try {
        libc().munmap(address, length);
      } catch (InternalError late) {
        // Raised on return by an access before; the mapping is gone, and so is what it was about.
      }
    }
  }
}
