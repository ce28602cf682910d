package dev.pmxcfs.docs.guide;

import dev.qbipc.fuse.AttributeChange;
import dev.qbipc.fuse.Attributes;
import dev.qbipc.fuse.AttributesReply;
import dev.qbipc.fuse.Caller;
import dev.qbipc.fuse.CreateReply;
import dev.qbipc.fuse.DataReply;
import dev.qbipc.fuse.DirectoryReply;
import dev.qbipc.fuse.DoneReply;
import dev.qbipc.fuse.EntryReply;
import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.Name;
import dev.qbipc.fuse.OpenFlags;
import dev.qbipc.fuse.OpenReply;
import dev.qbipc.fuse.WriteReply;
import dev.qbipc.fuse.session.FuseSession;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Files in memory, all of them in one directory. */
public final class MemoryFiles implements FileSystem {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_SIZE = 1024 * 1024;
  private static final int O_EXCL = 0200;

  /** A file; its contents are replaced as a whole, so that who reads needs no lock. */
  private static final class File {
    final long id;
    final int mode;
    volatile byte[] contents = {};

    File(long id, int mode) {
      this.id = id;
      this.mode = mode;
    }
  }

  private final AtomicLong ids = new AtomicLong(ROOT);
  private final Map<Name, File> names = new ConcurrentHashMap<>();
  private final Map<Long, File> files = new ConcurrentHashMap<>();

  /** For listings, which go on behind the id that came last. */
  private final ConcurrentSkipListMap<Long, Name> listed = new ConcurrentSkipListMap<>();

  private static Attributes describe(File file, Attributes attributes) {
    int size = file.contents.length;
    return attributes.setInode(file.id).setMode(file.mode).setSize(size).setBlocks(size / 512 + 1);
  }

  @Override
  public void lookup(Caller caller, long directory, Name name, EntryReply reply) {
    File file = names.get(name);
    if (file == null) {
      reply.error(Errno.ENOENT);
    } else {
      reply.entry(file.id, 0, describe(file, reply.attributes()), SECOND, SECOND);
    }
  }

  @Override
  public void getattr(Caller caller, long node, long handle, AttributesReply reply) {
    Attributes attributes = reply.attributes();
    File file = files.get(node);
    if (file != null) {
      describe(file, attributes);
    } else {
      attributes.setInode(ROOT).setMode(Attributes.DIRECTORY | 0755).setLinks(2);
    }
    reply.attributes(attributes, SECOND);
  }

  @Override
  public void setattr(Caller caller, long node, AttributeChange change, AttributesReply reply) {
    File file = files.get(node);
    if (file == null || change.hasMode() || change.hasUid() || change.hasGid()) {
      reply.error(Errno.EPERM);
    } else if (change.hasSize() && change.size() > MAX_SIZE) {
      reply.error(Errno.EFBIG);
    } else {
      synchronized (file) {
        if (change.hasSize()) {
          file.contents = Arrays.copyOf(file.contents, (int) change.size());
        }
      }
      reply.attributes(describe(file, reply.attributes()), SECOND);
    }
  }

  @Override
  public void create(
      Caller caller, long directory, Name name, int flags, int mode, CreateReply reply) {
    File file = names.get(name);
    if (file != null && (flags & O_EXCL) != 0) {
      reply.error(Errno.EEXIST);
      return;
    }
    if (file == null) {
      file = new File(ids.incrementAndGet(), mode);
      Name own = name.copy();
      files.put(file.id, file);
      names.put(own, file);
      listed.put(file.id, own);
    }
    Attributes attributes = describe(file, reply.attributes());
    reply.created(file.id, 0, attributes, SECOND, SECOND, file.id, OpenFlags.DIRECT_IO);
  }

  @Override
  public void open(Caller caller, long node, int flags, OpenReply reply) {
    reply.opened(node, OpenFlags.DIRECT_IO);
  }

  @Override
  public void read(Caller caller, long node, long handle, long offset, int size, DataReply reply) {
    byte[] contents = files.get(node).contents;
    int from = (int) Math.min(offset, contents.length);
    reply.data(contents, from, Math.min(size, contents.length - from));
  }

  @Override
  public void write(
      Caller caller, long node, long handle, long offset, ByteBuffer data, WriteReply reply) {
    int length = data.remaining();
    if (offset > MAX_SIZE - length) {
      reply.error(Errno.EFBIG);
      return;
    }
    File file = files.get(node);
    synchronized (file) {
      int size = Math.max(file.contents.length, (int) offset + length);
      byte[] contents = Arrays.copyOf(file.contents, size);
      data.get(contents, (int) offset, length);
      file.contents = contents;
    }
    reply.written(length);
  }

  @Override
  public void unlink(Caller caller, long directory, Name name, DoneReply reply) {
    listed.remove(names.remove(name).id);
    reply.done();
  }

  /** What has no name any more is kept for as long as somebody has it open. */
  @Override
  public void forget(long node, long lookups) {
    if (!listed.containsKey(node)) {
      files.remove(node);
    }
  }

  @Override
  public void readdir(Caller caller, long node, long handle, long offset, DirectoryReply reply) {
    for (Map.Entry<Long, Name> entry : listed.tailMap(offset, false).entrySet()) {
      long id = entry.getKey();
      if (!reply.add(id, id, Attributes.FILE, entry.getValue())) {
        break;
      }
    }
    reply.done();
  }

  /** Serves them until somebody unmounts the directory. */
  public static void main(String[] arguments) throws IOException {
    var options = new FuseOptions().setSource("memory");
    FuseSession session = FuseSession.mount(new MemoryFiles(), Path.of(arguments[0]), options);
    System.out.println("mounted");
    session.ended().toCompletableFuture().join();
  }
}
