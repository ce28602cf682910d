package dev.qbipc.fuse.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.InitFlags;
import dev.qbipc.fuse.wire.Opcode;
import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.fuse.wire.reply.InitOut;
import dev.qbipc.fuse.wire.request.InitIn;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import dev.qbipc.linux.process.Processes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.Test;

/** How it begins (mount, section 15.2). */
public class NegotiationTest {

  private static final int MEBIBYTE = 1024 * 1024;

  private final RawRequests kernel = new RawRequests(new AnyFiles(), new FuseOptions());

  private RawRequests.Answer init(int major, int minor, int flags, int size) {
    InitIn.put(kernel.buffer(), major, minor, 128 * 1024, flags);
    List<RawRequests.Answer> answers = kernel.request(2, Opcode.INIT, 0, size);
    assertEquals(1, answers.size());
    return answers.get(0);
  }

  /** The answer with a header before it, as its descriptor reads it. */
  private static ByteBuffer whole(RawRequests.Answer answer) {
    assertEquals(0, answer.error());
    assertEquals(InitOut.SIZE, answer.body().length);
    return ByteBuffer.allocate(OutHeader.SIZE + InitOut.SIZE)
        .order(ByteOrder.nativeOrder())
        .put(OutHeader.SIZE, answer.body());
  }

  private boolean isServing() {
    return kernel.request(9, Opcode.STATFS, 1, 0).get(0).error() == 0;
  }

  @Test
  public void aNewerKernelIsAnsweredWithTheVersionOfTheDescriptors() throws Exception {
    assertFalse(isServing());
    ByteBuffer out = whole(init(7, 45, -1, InitIn.SIZE));
    assertEquals(7, InitOut.major(out));
    assertEquals(38, InitOut.minor(out));
    assertEquals(MEBIBYTE, InitOut.maxWrite(out));
    assertEquals(MEBIBYTE / Processes.pageSize(), InitOut.maxPages(out));
    int flags =
        InitFlags.ASYNC_READ
            | InitFlags.ATOMIC_O_TRUNC
            | InitFlags.BIG_WRITES
            | InitFlags.PARALLEL_DIROPS
            | InitFlags.MAX_PAGES
            | InitFlags.INIT_EXT;
    assertEquals(flags, InitOut.flags(out));
    assertEquals(InitFlags.DIRECT_IO_ALLOW_MMAP, InitOut.flags2(out));
    assertEquals(45, (int) kernel.service().negotiation().done().get());
    assertTrue(isServing());
  }

  @Test
  public void anOlderKernelGetsItsOwnVersionAndNothingItHasNotOffered() {
    int offered = InitFlags.BIG_WRITES | InitFlags.ASYNC_READ;
    ByteBuffer out = whole(init(7, 23, offered, InitIn.LEAST_SIZE));
    assertEquals(23, InitOut.minor(out));
    assertEquals(offered, InitOut.flags(out));
    assertEquals(0, InitOut.flags2(out));
    assertEquals(0, InitOut.maxPages(out));
    assertEquals(32 * Processes.pageSize(), InitOut.maxWrite(out));
    assertTrue(isServing());
  }

  @Test
  public void theNextRequestMayComeBeforeTheAnswerHasReturned() {
    Dispatcher otherReader = kernel.service().dispatcher();
    var next = new NativeBuffer(InHeader.SIZE);
    InHeader.put(next.bytes(), InHeader.SIZE, Opcode.STATFS, 3, 1);
    kernel.atNextAnswer(() -> otherReader.request(next, InHeader.SIZE));
    InitIn.put(kernel.buffer(), 7, 45, 0, -1);
    List<RawRequests.Answer> answers = kernel.request(2, Opcode.INIT, 0, InitIn.SIZE);
    assertEquals(2, answers.size());
    assertEquals(3, answers.get(1).unique());
    assertEquals(0, answers.get(1).error());
  }

  @Test
  public void aKernelOfANewerMajorVersionIsToldOursAndAsksAgain() {
    ByteBuffer out = whole(init(8, 0, -1, InitIn.SIZE));
    assertEquals(7, InitOut.major(out));
    assertFalse(isServing());
    whole(init(7, 45, -1, InitIn.SIZE));
    assertTrue(isServing());
  }

  @Test
  public void kernelsThatAreTooOldAreRefusedWithTheReason() {
    for (int[] version : new int[][] {{6, 45}, {7, 22}, {0, 0}}) {
      var old = new RawRequests(new AnyFiles(), new FuseOptions());
      InitIn.put(old.buffer(), version[0], version[1], 0, -1);
      assertEquals(Errno.EPROTO, old.request(2, Opcode.INIT, 0, InitIn.SIZE).get(0).error());
      var failure =
          assertThrows(ExecutionException.class, () -> old.service().negotiation().done().get());
      String said = failure.getCause().getMessage();
      assertTrue(said, said.contains("version " + version[0] + "." + version[1]));
    }
  }

  @Test
  public void aMalformedOrSecondBeginningIsRefused() {
    assertEquals(Errno.EINVAL, init(7, 45, -1, InitIn.LEAST_SIZE - 1).error());
    whole(init(7, 45, -1, InitIn.SIZE));
    assertEquals(Errno.EINVAL, init(7, 45, -1, InitIn.SIZE).error());
    assertTrue(isServing());
  }
}
