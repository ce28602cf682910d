package dev.qbipc.linux.device;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside the heap for system calls that read into it and write from it, again and again,
 * seen through a direct buffer in native byte order. For one thread at a time; it is freed once
 * nobody refers to it or its buffer any more.
 */
public final class NativeBuffer {

  private final Memory memory;
  private final ByteBuffer bytes;

  /**
   * Memory with anything in it.
   *
   * @param size how much, in bytes
   */
  public NativeBuffer(int size) {
    memory = new Memory(size);
    memory.clear();
    bytes = memory.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
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
}
