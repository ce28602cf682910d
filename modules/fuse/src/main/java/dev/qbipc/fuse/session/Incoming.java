package dev.qbipc.fuse.session;

import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.linux.device.NativeBuffer;
import java.nio.ByteBuffer;

/**
 * The request that a reader has read last, seen through objects that are made once: its caller, the
 * change that it may want, its names and its data. For one reader.
 */
final class Incoming {

  final NameView name = new NameView();
  final NameView otherName = new NameView();
  final CallerView caller = new CallerView(this);
  final ChangeView change = new ChangeView(this);

  private NativeBuffer buffer;
  private ByteBuffer in;
  private ByteBuffer data;
  private int length;
  private boolean hasLongName;

  /** Looks at another request. */
  void set(NativeBuffer buffer, int length) {
    if (this.buffer != buffer) {
      this.buffer = buffer;
      in = buffer.bytes();
      data = in.asReadOnlyBuffer();
    }
    this.length = length;
  }

  ByteBuffer bytes() {
    return in;
  }

  /** How long the request is, the header included. */
  int length() {
    return length;
  }

  /** Whether there is a body of at least that length. */
  boolean hasBody(int size) {
    return length >= InHeader.SIZE + size;
  }

  /** Reads the name behind a body; false if there is none, or one that cannot be. */
  boolean readName(int bodySize) {
    boolean isThere = name.readEntry(in, InHeader.SIZE + bodySize, length) > 0;
    hasLongName = name.length() > FileSystem.MAX_NAME;
    return isThere;
  }

  /** Reads two names behind a body. */
  boolean readNames(int bodySize) {
    int next = name.readEntry(in, InHeader.SIZE + bodySize, length);
    boolean areThere = next > 0 && otherName.readEntry(in, next, length) > 0;
    hasLongName = Math.max(name.length(), otherName.length()) > FileSystem.MAX_NAME;
    return areThere;
  }

  /** Reads a name, and the target of a link. */
  boolean readNameAndTarget() {
    int next = name.readEntry(in, InHeader.SIZE, length);
    hasLongName = name.length() > FileSystem.MAX_NAME;
    return next > 0 && otherName.readTarget(in, next, length) > 0;
  }

  /** Whether a name that was read is longer than a file system is asked for. */
  boolean hasLongName() {
    return hasLongName;
  }

  /** The bytes behind a body, or null if there are not as many. */
  ByteBuffer data(int bodySize, int size) {
    int at = InHeader.SIZE + bodySize;
    if (size < 0 || size > length - at) {
      return null;
    }
    return data.limit(at + size).position(at);
  }
}
