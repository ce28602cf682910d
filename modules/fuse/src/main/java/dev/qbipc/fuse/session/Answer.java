package dev.qbipc.fuse.session;

import dev.qbipc.fuse.Attributes;
import dev.qbipc.fuse.AttributesReply;
import dev.qbipc.fuse.CreateReply;
import dev.qbipc.fuse.DataReply;
import dev.qbipc.fuse.DirectoryReply;
import dev.qbipc.fuse.DoneReply;
import dev.qbipc.fuse.EntryReply;
import dev.qbipc.fuse.Name;
import dev.qbipc.fuse.OpenReply;
import dev.qbipc.fuse.RoomReply;
import dev.qbipc.fuse.WriteReply;
import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.fuse.wire.reply.AttrOut;
import dev.qbipc.fuse.wire.reply.Dirent;
import dev.qbipc.fuse.wire.reply.EntryOut;
import dev.qbipc.fuse.wire.reply.Kstatfs;
import dev.qbipc.fuse.wire.reply.OpenOut;
import dev.qbipc.fuse.wire.reply.WriteOut;
import java.nio.ByteBuffer;

/**
 * An answer of any kind. A file system sees the kind that its method has asked for, so that it
 * cannot give another.
 */
abstract class Answer
    implements EntryReply,
        AttributesReply,
        OpenReply,
        CreateReply,
        DataReply,
        WriteReply,
        DirectoryReply,
        RoomReply,
        DoneReply {

  private static final int MOST_ERRNO = 511;

  /** The types of {@code readdir} are those of {@code stat}, shifted. */
  private static final int TYPE_SHIFT = 12;

  private static final int CREATE_SIZE = EntryOut.SIZE + OpenOut.SIZE;

  /** Made when they are asked for, which most answers that come later do not. */
  private Attributes attributes;

  /** The bytes that the caller wants at most. */
  private int limit;

  /** The bytes of a listing so far. */
  private int filled;

  /** Whether what is written is to be on the disk. */
  private boolean synchronous;

  /** Whether what is written belongs at the end of the file. */
  private boolean appending;

  /** Begins with an answer to a request that wants so many bytes at most. */
  final void limit(int limit) {
    limit(limit, false, false);
  }

  /**
   * As the other, to one that writes.
   *
   * @param synchronous whether what is written is to be on the disk
   * @param appending whether it belongs at the end of the file
   */
  final void limit(int limit, boolean synchronous, boolean appending) {
    this.limit = limit;
    this.synchronous = synchronous;
    this.appending = appending;
    filled = 0;
  }

  final int limit() {
    return limit;
  }

  /** Where the answer is put together: room for a header and a body, not yet sent. */
  abstract ByteBuffer out(int bodySize);

  /** As {@link #out}, for what is put together by several calls. */
  abstract ByteBuffer listing(int bodySize);

  /**
   * Sends the header, and what lies behind it in {@link #out}, unless the answer has been given.
   *
   * @param errno positive; 0 if there is a body, or success
   */
  abstract boolean send(int errno, int bodySize);

  @Override
  public abstract Answer later();

  @Override
  public final boolean error(int errno) {
    if (errno < 1 || errno > MOST_ERRNO) {
      throw new IllegalArgumentException(errno + " is no error number");
    }
    out(0);
    return send(errno, 0);
  }

  @Override
  public final Attributes attributes() {
    if (attributes == null) {
      attributes = new Attributes();
    }
    return attributes.clear();
  }

  @Override
  public final boolean entry(
      long node, long generation, Attributes attributes, long entryNanos, long attributesNanos) {
    checkNode(node);
    EntryOut.put(out(EntryOut.SIZE), node, generation, attributes, entryNanos, attributesNanos);
    return send(0, EntryOut.SIZE);
  }

  private static void checkNode(long node) {
    if (node == 0) {
      throw new IllegalArgumentException("0 is the id of no node");
    }
  }

  @Override
  public final boolean missing(long entryNanos) {
    EntryOut.putMissing(out(EntryOut.SIZE), entryNanos);
    return send(0, EntryOut.SIZE);
  }

  @Override
  public final boolean attributes(Attributes attributes, long validNanos) {
    AttrOut.put(out(AttrOut.SIZE), attributes, validNanos);
    return send(0, AttrOut.SIZE);
  }

  @Override
  public final boolean opened(long handle, int flags) {
    OpenOut.put(out(OpenOut.SIZE), OutHeader.SIZE, handle, flags);
    return send(0, OpenOut.SIZE);
  }

  @Override
  public final boolean created(
      long node,
      long generation,
      Attributes attributes,
      long entryNanos,
      long attributesNanos,
      long handle,
      int flags) {
    checkNode(node);
    ByteBuffer out = out(CREATE_SIZE);
    EntryOut.put(out, node, generation, attributes, entryNanos, attributesNanos);
    OpenOut.put(out, OutHeader.SIZE + EntryOut.SIZE, handle, flags);
    return send(0, CREATE_SIZE);
  }

  @Override
  public final boolean data(byte[] bytes, int offset, int length) {
    if (length > limit) {
      throw new IllegalArgumentException(
          length + " bytes were given where at most " + limit + " were asked for");
    }
    out(length).put(OutHeader.SIZE, bytes, offset, length);
    return send(0, length);
  }

  @Override
  public final boolean isSynchronous() {
    return synchronous;
  }

  @Override
  public final boolean isAppending() {
    return appending;
  }

  @Override
  public final boolean written(int length) {
    if (length < 0 || length > limit) {
      throw new IllegalArgumentException(
          length + " bytes cannot have been written where " + limit + " were given");
    }
    WriteOut.put(out(WriteOut.SIZE), length);
    return send(0, WriteOut.SIZE);
  }

  @Override
  public final boolean add(long inode, long next, int mode, Name name) {
    int size = Dirent.size(name.length());
    if (size > limit - filled) {
      return false;
    }
    int type = (mode & Attributes.TYPE) >>> TYPE_SHIFT;
    Dirent.put(listing(limit), OutHeader.SIZE + filled, inode, next, type, name);
    filled += size;
    return true;
  }

  /** For a listing, what was added to it; nothing otherwise. */
  @Override
  public final boolean done() {
    int size = filled;
    filled = 0;
    out(size);
    return send(0, size);
  }

  @Override
  public final boolean room(
      int blockSize, long blocks, long freeBlocks, long files, long freeFiles, int nameLength) {
    Kstatfs.put(out(Kstatfs.SIZE), blockSize, blocks, freeBlocks, files, freeFiles, nameLength);
    return send(0, Kstatfs.SIZE);
  }
}
