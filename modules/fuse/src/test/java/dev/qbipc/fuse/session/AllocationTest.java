package dev.qbipc.fuse.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.qbipc.fuse.AttributesReply;
import dev.qbipc.fuse.Caller;
import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.channel.Channel;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.Opcode;
import dev.qbipc.fuse.wire.request.InitIn;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.Test;

/** What a request costs of the heap: nothing. */
public class AllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int REQUESTS = 20_000;

  /** What the JVM itself may need meanwhile, far less than a byte for each request. */
  private static final long SLACK = REQUESTS / 4;

  /** What an answer that comes later may take. */
  private static final long MOST_LATER = 128;

  /** The lists of what has no answer, which are gone through before anything is taken over. */
  private static final long MOST_FOR_EXPIRY = 160;

  /** Counts answers, and keeps none. */
  private static final class Counting implements Channel {
    int answers;

    @Override
    public int read(NativeBuffer buffer) {
      return -Errno.ENODEV;
    }

    @Override
    public int write(NativeBuffer buffer, int length) {
      answers++;
      return length;
    }

    @Override
    public int writeFromAnywhere(NativeBuffer buffer, int length) {
      return write(buffer, length);
    }
  }

  private final Counting kernel = new Counting();
  private final NativeBuffer in = new NativeBuffer(256 * 1024);
  private Dispatcher dispatcher =
      new Service("allocation", new AnyFiles(), new FuseOptions(), kernel, errno -> {})
          .dispatcher();

  private void send(int opcode, int unique, int bodySize) {
    int length = InHeader.SIZE + bodySize;
    InHeader.put(in.bytes(), length, opcode, unique, 1);
    dispatcher.request(in, length);
  }

  private void assertAllocatesNothing(String what, int opcode, int bodySize) {
    for (int i = 1; i <= REQUESTS; i++) {
      send(opcode, i, bodySize);
    }
    int before = kernel.answers;
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 1; i <= REQUESTS; i++) {
      send(opcode, i, bodySize);
    }
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    assertEquals(REQUESTS, kernel.answers - before);
    assertTrue(
        what + " allocates " + allocated + " bytes in " + REQUESTS + " calls", allocated <= SLACK);
  }

  private void begin() {
    ByteBuffer bytes = in.bytes();
    InitIn.put(bytes, Negotiation.MAJOR, RawRequests.MINOR, 0, -1);
    send(Opcode.INIT, 1, InitIn.SIZE);
    for (int at = InHeader.SIZE; at < in.size(); at += Long.BYTES) {
      bytes.putLong(at, 0);
    }
  }

  @Test
  public void theUsualCallsAllocateNothing() {
    ByteBuffer bytes = in.bytes();
    begin();
    assertAllocatesNothing("getattr", Opcode.GETATTR, 16);
    assertAllocatesNothing("open", Opcode.OPEN, 8);
    assertAllocatesNothing("release", Opcode.RELEASE, 24);
    assertAllocatesNothing("flush", Opcode.FLUSH, 24);
    assertAllocatesNothing("setattr", Opcode.SETATTR, 88);
    // 4 KiB
    bytes.putInt(InHeader.SIZE + 16, 4096);
    assertAllocatesNothing("read", Opcode.READ, 40);
    assertAllocatesNothing("write", Opcode.WRITE, 40 + 4096);
    assertAllocatesNothing("readdir", Opcode.READDIR, 40);
    bytes.putLong(InHeader.SIZE, 0x61626364).putLong(InHeader.SIZE + 8, 0);
    assertAllocatesNothing("lookup", Opcode.LOOKUP, 8);
    assertAllocatesNothing("unlink", Opcode.UNLINK, 8);
  }

  /** Gives no answer, so that the service does. */
  private static final class Silent implements FileSystem {
    int expired;
    long allocated;
    Service service;

    @Override
    public void getattr(Caller caller, long node, long handle, AttributesReply reply) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      expired += service.expireAll(Errno.ETIMEDOUT);
      allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
    }
  }

  /**
   * What the answer is written from is there already. Who took a request over and then had no
   * memory for that could not answer it, and nobody else would.
   */
  @Test
  public void whoAnswersForAFileSystemThatDoesNotTakesNoMemoryForIt() {
    var files = new Silent();
    files.service = new Service("expired", files, new FuseOptions(), kernel, errno -> {});
    dispatcher = files.service.dispatcher();
    begin();
    for (int i = 1; i <= REQUESTS; i++) {
      send(Opcode.GETATTR, i, 16);
    }
    assertEquals(REQUESTS, files.expired);
    long each = files.allocated / REQUESTS;
    System.out.println("an answer in place of the file system's: " + each + " bytes");
    assertTrue(each + " bytes to go through what has no answer", each <= MOST_FOR_EXPIRY);
  }

  /** Only the object by which another thread answers; threads keep what they write from. */
  @Test
  public void anAnswerThatComesLaterTakesASmallObject() {
    begin();
    in.bytes().putLong(InHeader.SIZE, 0x61626364);
    for (int i = 1; i <= REQUESTS; i++) {
      send(Opcode.RMDIR, i, 8);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 1; i <= REQUESTS; i++) {
      send(Opcode.RMDIR, i, 8);
    }
    long each = (THREADS.getCurrentThreadAllocatedBytes() - allocated) / REQUESTS;
    System.out.println("an answer that comes later: " + each + " bytes");
    assertTrue(each + " bytes for an answer that comes later", each <= MOST_LATER);
  }
}
