package dev.pmxcfs.mount.kernel;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.AttributeRequest;
import dev.pmxcfs.mount.MountedFiles;
import dev.pmxcfs.mount.MountedFiles.Created;
import dev.pmxcfs.mount.MountedTree;
import dev.pmxcfs.mount.NodeAttributes;
import dev.pmxcfs.mount.Room;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.fuse.AttributeChange;
import dev.qbipc.fuse.AttributesReply;
import dev.qbipc.fuse.Caller;
import dev.qbipc.fuse.CreateReply;
import dev.qbipc.fuse.DataReply;
import dev.qbipc.fuse.DirectoryReply;
import dev.qbipc.fuse.DoneReply;
import dev.qbipc.fuse.EntryReply;
import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.Name;
import dev.qbipc.fuse.OpenFlags;
import dev.qbipc.fuse.OpenReply;
import dev.qbipc.fuse.RoomReply;
import dev.qbipc.fuse.WriteReply;
import dev.qbipc.linux.Errno;
import java.nio.ByteBuffer;
import java.time.Clock;

/**
 * The calls of the kernel, each asked of the {@link MountedTree}. What reads is answered at once,
 * on the thread that has read the call; what changes the tree is answered once it is stored, by the
 * thread that has stored it: that of a call, if nobody else stores anything just then.
 *
 * <p>Calls that are not here are refused with ENOSYS, which is what C pmxcfs says too, or makes the
 * kernel do what it does there (mount, sections 4 and 7).
 */
final class TreeFileSystem implements FileSystem {

  private static final int O_ACCMODE = 03;
  private static final int O_EXCL = 0200;
  private static final int O_TRUNC = 01000;

  private final MountedTree tree;
  private final MountedFiles files;
  private final Answers answers;
  private final Clock clock;

  TreeFileSystem(MountedTree tree, Clock clock) {
    this.tree = tree;
    answers = new Answers(tree.changeLog());
    this.clock = clock;
    files = tree.files();
  }

  private static ByteString text(Name name) {
    byte[] bytes = name.toBytes();
    return ByteString.copyOf(bytes, 0, bytes.length);
  }

  @Override
  public void lookup(Caller caller, long directory, Name name, EntryReply reply) {
    SoughtName sought = Answering.own().sought.set(name);
    if (tree.isSettled(directory, sought)) {
      answer(directory, sought, reply);
      return;
    }
    ByteString text = text(name);
    answers.of(
        reply,
        tree::settle,
        Answers.lettingGo(EntryReply::later),
        (settled, later) -> answer(directory, text, later));
  }

  private void answer(long directory, Comparable<? super ByteString> name, EntryReply reply) {
    NodeAttributes found = Answering.own().attributes;
    try {
      if (tree.lookup(directory, name, found)) {
        Shown.entry(found, reply);
      } else {
        reply.error(Errno.ENOENT);
      }
    } catch (TreeException e) {
      reply.error(e.errno());
    }
  }

  @Override
  public void getattr(Caller caller, long node, long handle, AttributesReply reply) {
    NodeAttributes shown = Answering.own().attributes;
    try {
      if (handle == NO_HANDLE) {
        tree.attributes(node, shown);
      } else {
        files.attributes(node, handle, shown);
      }
      Shown.attributes(shown, reply);
    } catch (TreeException e) {
      reply.error(e.errno());
    }
  }

  @Override
  public void setattr(Caller caller, long node, AttributeChange change, AttributesReply reply) {
    AttributeRequest request = Requested.of(change, clock);
    answers.of(
        reply,
        () -> tree.change(node, request),
        AttributesReply::later,
        (changed, later) -> Shown.attributes(changed, later));
  }

  @Override
  public void readlink(Caller caller, long node, DataReply reply) {
    try {
      byte[] target = tree.target(node);
      reply.data(target, 0, target.length);
    } catch (TreeException e) {
      reply.error(e.errno());
    }
  }

  @Override
  public void mknod(
      Caller caller, long directory, Name name, int mode, int device, EntryReply reply) {
    int type = mode & NodeAttributes.TYPE;
    if (type != NodeAttributes.FILE && type != 0) {
      reply.error(Errno.ENOSYS);
      return;
    }
    ByteString text = text(name);
    answers.of(reply, () -> tree.makeFile(directory, text), EntryReply::later, Shown::entry);
  }

  @Override
  public void mkdir(Caller caller, long directory, Name name, int mode, EntryReply reply) {
    ByteString text = text(name);
    answers.of(reply, () -> tree.makeDirectory(directory, text), EntryReply::later, Shown::entry);
  }

  @Override
  public void unlink(Caller caller, long directory, Name name, DoneReply reply) {
    ByteString text = text(name);
    answers.done(reply, () -> tree.removeFile(directory, text));
  }

  @Override
  public void rmdir(Caller caller, long directory, Name name, DoneReply reply) {
    ByteString text = text(name);
    answers.done(reply, () -> tree.removeDirectory(directory, text));
  }

  @Override
  public void rename(
      Caller caller,
      long directory,
      Name name,
      long newDirectory,
      Name newName,
      int flags,
      DoneReply reply) {
    if (flags != 0) {
      reply.error(Errno.EINVAL);
      return;
    }
    ByteString from = text(name);
    ByteString to = text(newName);
    answers.done(reply, () -> tree.rename(directory, from, newDirectory, to));
  }

  @Override
  public void open(Caller caller, long node, int flags, OpenReply reply) {
    boolean truncate = (flags & O_TRUNC) != 0;
    if (truncate || !files.opensAtOnce(node)) {
      answers.of(
          reply,
          () -> files.open(node, truncate),
          OpenReply::later,
          (handle, later) -> opened(handle, flags, later));
      return;
    }
    try {
      opened(files.open(node), flags, reply);
    } catch (TreeException e) {
      reply.error(e.errno());
    }
  }

  private void opened(long handle, int flags, OpenReply reply) {
    releaseUnless(reply.opened(handle, openFlags(flags)), handle);
  }

  /** There is nothing to do at the end of a file that is open for reading. */
  private static int openFlags(int flags) {
    boolean isRead = (flags & O_ACCMODE) == 0;
    return isRead ? OpenFlags.DIRECT_IO | OpenFlags.NOFLUSH : OpenFlags.DIRECT_IO;
  }

  @Override
  public void create(
      Caller caller, long directory, Name name, int flags, int mode, CreateReply reply) {
    ByteString text = text(name);
    boolean isExclusive = (flags & O_EXCL) != 0;
    answers.of(
        reply,
        () -> files.create(directory, text, isExclusive, (flags & O_TRUNC) != 0),
        CreateReply::later,
        this::answer);
  }

  /** Of a file that may yet be refused, the kernel keeps no name that it would show to others. */
  private void answer(Created created, CreateReply reply) {
    NodeAttributes made = created.attributes();
    long entryNanos = created.isStored() ? Shown.ENTRY_NANOS : 0;
    boolean taken =
        reply.created(
            made.node(),
            0,
            Shown.filled(reply.attributes(), made),
            entryNanos,
            Shown.attributeNanos(made),
            created.handle(),
            OpenFlags.DIRECT_IO);
    releaseUnless(taken, created.handle());
  }

  /** Who asked for it is gone, and nobody will use the handle. */
  private void releaseUnless(boolean taken, long handle) {
    if (!taken) {
      close(handle);
    }
  }

  @Override
  public void read(Caller caller, long node, long handle, long offset, int size, DataReply reply) {
    try {
      if (files.isSettled(handle)) {
        answer(files.read(handle), offset, size, reply);
        return;
      }
    } catch (TreeException e) {
      reply.error(e.errno());
      return;
    }
    answers.of(
        reply,
        () -> files.settle(handle),
        Answers.lettingGo(DataReply::later),
        (settled, later) -> answerSettled(handle, offset, size, later));
  }

  private void answerSettled(long handle, long offset, int size, DataReply reply) {
    try {
      answer(files.read(handle), offset, size, reply);
    } catch (TreeException e) {
      reply.error(e.errno());
    }
  }

  private static void answer(byte[] contents, long offset, int size, DataReply reply) {
    int from = (int) Math.min(offset, contents.length);
    reply.data(contents, from, Math.min(size, contents.length - from));
  }

  @Override
  public void write(
      Caller caller, long node, long handle, long offset, ByteBuffer data, WriteReply reply) {
    int length = data.remaining();
    boolean isSynchronous = reply.isSynchronous();
    boolean atEnd = reply.isAppending();
    try {
      if (!isSynchronous && files.gather(handle, offset, atEnd, data)) {
        reply.written(length);
        return;
      }
    } catch (TreeException e) {
      reply.error(e.errno());
      return;
    }
    byte[] bytes = new byte[length];
    data.get(bytes);
    answers.of(
        reply,
        () ->
            isSynchronous
                ? files.writeThrough(handle, offset, atEnd, bytes)
                : files.write(handle, offset, atEnd, bytes),
        WriteReply::later,
        (written, later) -> later.written(written));
  }

  /** A close, by which the last one to write is told what has been refused. */
  @Override
  public void flush(Caller caller, long node, long handle, DoneReply reply) {
    answers.awaited(reply, () -> files.flush(handle));
  }

  @Override
  public void fsync(Caller caller, long node, long handle, boolean dataOnly, DoneReply reply) {
    answers.awaited(reply, () -> files.sync(handle));
  }

  @Override
  public void release(Caller caller, long node, long handle, DoneReply reply) {
    release(handle, reply);
  }

  @Override
  public void opendir(Caller caller, long node, int flags, OpenReply reply) {
    try {
      long handle = files.openDirectory(node);
      releaseUnless(reply.opened(handle, OpenFlags.NONE), handle);
    } catch (TreeException e) {
      reply.error(e.errno());
    }
  }

  @Override
  public void readdir(Caller caller, long node, long handle, long offset, DirectoryReply reply) {
    if (offset > 0 || tree.isListingSettled(node)) {
      list(handle, offset, reply);
    } else {
      answers.of(
          reply,
          tree::settle,
          Answers.lettingGo(DirectoryReply::later),
          (settled, later) -> list(handle, offset, later));
    }
  }

  private void list(long handle, long offset, DirectoryReply reply) {
    try {
      ShownName shown = Answering.own().shown;
      files
          .list(handle, offset == 0)
          .from(offset, (next, id, type, name) -> reply.add(id, next, type, shown.set(name)));
    } catch (TreeException e) {
      reply.error(e.errno());
      return;
    }
    reply.done();
  }

  /** Files are there that were made in it. */
  @Override
  public void fsyncdir(Caller caller, long node, long handle, boolean dataOnly, DoneReply reply) {
    answers.awaited(reply, tree::settle);
  }

  @Override
  public void releasedir(Caller caller, long node, long handle, DoneReply reply) {
    release(handle, reply);
  }

  private void release(long handle, DoneReply reply) {
    close(handle);
    reply.done();
  }

  private void close(long handle) {
    try {
      files.release(handle);
    } catch (TreeException e) {
      throw new IllegalStateException(e); // the kernel names handles that it was given
    }
  }

  @Override
  public void statfs(Caller caller, long node, RoomReply reply) {
    Room room = tree.room();
    reply.room(
        Room.BLOCK_SIZE,
        Room.BLOCKS,
        room.freeBlocks(),
        Room.FILES,
        room.freeFiles(),
        Room.NAME_LENGTH);
  }
}
