package dev.pmxcfs.mount.kernel;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.fuse.Name;
import java.nio.ByteBuffer;

/** A name that the kernel asks for, to be looked up without a copy of its own. For one thread. */
final class SoughtName implements Comparable<ByteString> {

  private static final int FIRST_ROOM = 1024;

  private byte[] bytes = new byte[FIRST_ROOM];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private int length;

  /** Makes this another name; returns this. */
  SoughtName set(Name name) {
    length = name.length();
    if (length > bytes.length) {
      bytes = new byte[length];
      view = ByteBuffer.wrap(bytes);
    }
    name.copyInto(view, 0);
    return this;
  }

  /** As the name itself: by the bytes as unsigned numbers. */
  @Override
  public int compareTo(ByteString other) {
    return -other.compareTo(bytes, length);
  }
}
