package dev.qbipc.fuse.session;

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
import dev.qbipc.fuse.WriteReply;
import java.nio.ByteBuffer;

/**
 * A file system that has everything: each name, with 1 MiB of zeros. It allocates nothing, and
 * looks at every byte that it is given.
 */
public final class AnyFiles implements FileSystem {

  private static final byte[] CONTENTS = new byte[1024 * 1024];
  private static final Name ENTRY = Name.of("an entry of a directory");

  private long looks;

  /** The files. */
  public AnyFiles() {}

  private void look(Caller caller, Name name) {
    looks += caller.uid() + caller.gid() + caller.pid();
    for (int i = 0; i < name.length(); i++) {
      looks += name.byteAt(i);
    }
  }

  /** Something that depends on all that was given. */
  long looks() {
    return looks;
  }

  private static boolean entry(long node, EntryReply reply) {
    return reply.entry(node, 0, reply.attributes().setInode(node), 0, 0);
  }

  @Override
  public void lookup(Caller caller, long directory, Name name, EntryReply reply) {
    look(caller, name);
    entry(1 + (name.hashCode() & 0xff), reply);
  }

  @Override
  public void forget(long node, long lookups) {
    looks += node + lookups;
  }

  @Override
  public void getattr(Caller caller, long node, long handle, AttributesReply reply) {
    reply.attributes(reply.attributes().setInode(node), 0);
  }

  @Override
  public void setattr(Caller caller, long node, AttributeChange change, AttributesReply reply) {
    looks += change.handle() + change.size() + change.mode() + change.uid() + change.gid();
    reply.attributes(
        reply
            .attributes()
            .setAccessed(change.accessedSeconds(), change.accessedNanos())
            .setModified(change.modifiedSeconds(), change.modifiedNanos()),
        0);
  }

  @Override
  public void readlink(Caller caller, long node, DataReply reply) {
    reply.data(CONTENTS, 0, 10);
  }

  @Override
  public void mknod(
      Caller caller, long directory, Name name, int mode, int device, EntryReply reply) {
    look(caller, name);
    entry(2, reply);
  }

  @Override
  public void mkdir(Caller caller, long directory, Name name, int mode, EntryReply reply) {
    look(caller, name);
    entry(2, reply.later());
  }

  @Override
  public void symlink(Caller caller, long directory, Name name, Name target, EntryReply reply) {
    look(caller, name);
    look(caller, target);
    entry(2, reply);
  }

  @Override
  public void link(Caller caller, long node, long directory, Name name, EntryReply reply) {
    look(caller, name);
    entry(node == 0 ? 2 : node, reply);
  }

  @Override
  public void unlink(Caller caller, long directory, Name name, DoneReply reply) {
    look(caller, name);
    reply.done();
  }

  @Override
  public void rmdir(Caller caller, long directory, Name name, DoneReply reply) {
    look(caller, name);
    reply.later().done();
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
    look(caller, name);
    look(caller, newName);
    reply.done();
  }

  @Override
  public void open(Caller caller, long node, int flags, OpenReply reply) {
    reply.opened(node, OpenFlags.DIRECT_IO);
  }

  @Override
  public void create(
      Caller caller, long directory, Name name, int flags, int mode, CreateReply reply) {
    look(caller, name);
    reply.created(2, 0, reply.attributes(), 0, 0, 2, OpenFlags.NONE);
  }

  @Override
  public void read(Caller caller, long node, long handle, long offset, int size, DataReply reply) {
    reply.data(CONTENTS, 0, Math.min(size, CONTENTS.length));
  }

  @Override
  public void write(
      Caller caller, long node, long handle, long offset, ByteBuffer data, WriteReply reply) {
    for (int at = data.position(); at < data.limit(); at += 512) {
      looks += data.get(at);
    }
    reply.written(data.remaining());
  }

  @Override
  public void flush(Caller caller, long node, long handle, DoneReply reply) {
    reply.done();
  }

  @Override
  public void fsync(Caller caller, long node, long handle, boolean dataOnly, DoneReply reply) {
    reply.done();
  }

  @Override
  public void readdir(Caller caller, long node, long handle, long offset, DirectoryReply reply) {
    long next = 1;
    while (reply.add(node, next, 0, ENTRY)) {
      next++;
    }
    reply.done();
  }
}
