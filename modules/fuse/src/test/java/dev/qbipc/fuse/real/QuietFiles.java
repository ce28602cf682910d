package dev.qbipc.fuse.real;

import com.sun.management.ThreadMXBean;
import dev.qbipc.fuse.Attributes;
import dev.qbipc.fuse.AttributesReply;
import dev.qbipc.fuse.Caller;
import dev.qbipc.fuse.DataReply;
import dev.qbipc.fuse.DoneReply;
import dev.qbipc.fuse.EntryReply;
import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.Name;
import dev.qbipc.fuse.OpenFlags;
import dev.qbipc.fuse.OpenReply;
import dev.qbipc.fuse.WriteReply;
import dev.qbipc.fuse.session.FuseSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Each name is a long file of zeros, of which the kernel keeps nothing. It allocates nothing, and
 * as a program it says what its readers have.
 */
public final class QuietFiles implements FileSystem {

  private static final long FILE = 2;
  private static final long SIZE = 1L << 40;

  private final byte[] zeros = new byte[1024 * 1024];
  private final AtomicLong calls = new AtomicLong();

  private static Attributes describe(long node, Attributes attributes) {
    return node == ROOT
        ? attributes.setInode(ROOT).setMode(Attributes.DIRECTORY | 0755)
        : attributes.setInode(FILE).setMode(Attributes.FILE | 0644).setSize(SIZE);
  }

  @Override
  public void lookup(Caller caller, long directory, Name name, EntryReply reply) {
    calls.incrementAndGet();
    reply.entry(FILE, 0, describe(FILE, reply.attributes()), 0, 0);
  }

  @Override
  public void getattr(Caller caller, long node, long handle, AttributesReply reply) {
    calls.incrementAndGet();
    reply.attributes(describe(node, reply.attributes()), 0);
  }

  @Override
  public void open(Caller caller, long node, int flags, OpenReply reply) {
    calls.incrementAndGet();
    reply.opened(1, OpenFlags.DIRECT_IO);
  }

  @Override
  public void read(Caller caller, long node, long handle, long offset, int size, DataReply reply) {
    calls.incrementAndGet();
    reply.data(zeros, 0, Math.min(size, zeros.length));
  }

  @Override
  public void write(
      Caller caller, long node, long handle, long offset, ByteBuffer data, WriteReply reply) {
    calls.incrementAndGet();
    reply.written(data.remaining());
  }

  /** By an answer that comes later, as it does where there is a disk. */
  @Override
  public void fsync(Caller caller, long node, long handle, boolean dataOnly, DoneReply reply) {
    calls.incrementAndGet();
    reply.later().done();
  }

  /** Serves them; answers each line of input with how many calls and bytes there were so far. */
  public static void main(String[] arguments) throws IOException {
    var files = new QuietFiles();
    var options = new FuseOptions().setReaders(1).setMaxReaders(1);
    FuseSession session = FuseSession.mount(files, Path.of(arguments[0]), options);
    System.out.println("mounted");
    while (System.in.read() >= 0) {
      System.out.println(files.calls.get() + " " + allocatedByReaders());
    }
    session.close();
  }

  private static long allocatedByReaders() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (var thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(" reader ")) {
        sum += threads.getThreadAllocatedBytes(thread.getThreadId());
      }
    }
    return sum;
  }
}
