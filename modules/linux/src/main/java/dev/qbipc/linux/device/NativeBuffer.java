package dev.qbipc.linux.device;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.libc.Libc;
import dev.qbipc.linux.process.Processes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside the heap for system calls that read into it and write from it, again and again,
 * seen through a direct buffer in native byte order. Of a large one only the pages take memory that
 * have been used. For one thread at a time; it is freed once nobody refers to it or its buffer any
 * more.
 */
public final class NativeBuffer {

  /** Fewer pages are not worth the kernel's trouble. */
  private static final int LEAST_PAGES = 8;

  private final Memory memory;
  private final ByteBuffer bytes;

  /**
   * Memory with zeros in it.
   *
   * @param size how much, in bytes
   * @throws OutOfMemoryError if there is not as much
   */
  public NativeBuffer(int size) {
    memory = new Memory(size);
    bytes = memory.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
    discard();
  }

  /** {@return the bytes; always the same buffer} */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** {@return how much it is, in bytes} */
  public int size() {
    return bytes.capacity();
  }

  /** {@return where it is, for the kernel} */
  public long address() {
    return Pointer.nativeValue(memory);
  }

  /**
   * Gives its pages back: from here on it has zeros again, and takes memory as far as it is used.
   */
  public void discard() {
    int page = Processes.pageSize();
    long from = (address() + page - 1) / page * page;
    long to = (address() + size()) / page * page;
    if (to - from < (long) LEAST_PAGES * page || !areGivenBack(from, to - from)) {
      memory.clear();
      return;
    }
    memory.setMemory(0, from - address(), (byte) 0);
    memory.setMemory(to - address(), address() + size() - to, (byte) 0);
  }

  /** Not with pages that are locked. */
  private static boolean areGivenBack(long address, long length) {
    // a huge page would take all of it at the first byte; kernels without them do not know that
    libc().madvise(address, length, Libc.MADV_NOHUGEPAGE);
    return libc().madvise(address, length, Libc.MADV_DONTNEED) == 0;
  }
}
