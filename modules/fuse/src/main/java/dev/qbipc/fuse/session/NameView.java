package dev.qbipc.fuse.session;

import dev.qbipc.fuse.Name;
import java.nio.ByteBuffer;

/** A name within a request, read again and again into the same bytes. For one reader. */
final class NameView extends Name {

  /** Longer than any name that the kernel lets through (PATH_MAX). */
  private static final int CAPACITY = 4096;

  private static final int MALFORMED = -1;

  private final byte[] bytes;

  NameView() {
    this(new byte[CAPACITY]);
  }

  private NameView(byte[] bytes) {
    super(bytes);
    this.bytes = bytes;
  }

  /**
   * Reads the name of an entry.
   *
   * @return where the name's NUL ends, or -1 if it is none
   */
  int readEntry(ByteBuffer in, int at, int end) {
    int next = readTarget(in, at, end);
    return next == MALFORMED || isNone() ? MALFORMED : next;
  }

  /** As {@link #readEntry}, for the target of a symbolic link, which may have slashes. */
  int readTarget(ByteBuffer in, int at, int end) {
    int length = 0;
    while (at + length < end && length < CAPACITY) {
      byte next = in.get(at + length);
      if (next == 0) {
        set(bytes, length);
        return length == 0 ? MALFORMED : at + length + 1;
      }
      bytes[length++] = next;
    }
    return MALFORMED;
  }

  /** Slashes, and the two names that every directory has. */
  private boolean isNone() {
    for (int i = 0; i < length(); i++) {
      if (byteAt(i) == '/') {
        return true;
      }
    }
    return byteAt(0) == '.' && (length() == 1 || length() == 2 && byteAt(1) == '.');
  }
}
