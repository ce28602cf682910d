package dev.qbipc.fuse.session;

import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.MountException;
import dev.qbipc.fuse.wire.InitFlags;
import dev.qbipc.fuse.wire.reply.InitOut;
import dev.qbipc.fuse.wire.request.InitIn;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** What the kernel and this session make out when they begin (mount, section 15.2). */
final class Negotiation {

  static final int MAJOR = 7;

  /** The newest version whose structures are those of {@code dev.qbipc.fuse.wire}. */
  static final int MINOR = 38;

  /** The oldest one; Linux has had newer ones since 4.0. */
  static final int LEAST_MINOR = 23;

  /** What requests may have at most without {@link InitFlags#MAX_PAGES}. */
  private static final int USUAL_PAGES = 32;

  private static final int WANTED =
      InitFlags.ASYNC_READ
          | InitFlags.ATOMIC_O_TRUNC
          | InitFlags.BIG_WRITES
          | InitFlags.PARALLEL_DIROPS
          | InitFlags.MAX_PAGES
          | InitFlags.INIT_EXT;

  private final FuseOptions options;

  /** Set before the kernel knows, since the next request may come before that call returns. */
  private volatile boolean agreed;

  /** Completes with the kernel's minor version. */
  private final CompletableFuture<Integer> done = new CompletableFuture<>();

  Negotiation(FuseOptions options) {
    this.options = options;
  }

  CompletableFuture<Integer> done() {
    return done;
  }

  /** It does not come about, unless it has. */
  void fail(String why) {
    done.completeExceptionally(new MountException(why));
  }

  /** Whether requests can come. */
  boolean isDone() {
    return agreed;
  }

  /** Answers INIT; false if it is malformed, or not the first. */
  boolean answer(Incoming request, ReaderAnswer answer) {
    if (!request.hasBody(InitIn.LEAST_SIZE) || isDone()) {
      return false;
    }
    ByteBuffer in = request.bytes();
    int major = InitIn.major(in);
    int minor = InitIn.minor(in);
    ByteBuffer out = answer.out(InitOut.SIZE);
    if (major > MAJOR) {
      // The kernel asks once more, with the version that it is told.
      InitOut.put(out, MAJOR, MINOR);
      answer.send(0, InitOut.SIZE);
    } else if (major < MAJOR || minor < LEAST_MINOR) {
      answer.error(Errno.EPROTO);
      fail(
          "this kernel speaks version "
              + major
              + "."
              + Integer.toUnsignedString(minor)
              + " of the FUSE protocol, and "
              + MAJOR
              + "."
              + LEAST_MINOR
              + " or later is needed (Linux 4.0)");
    } else {
      boolean hasMore =
          (InitIn.flags(in) & InitFlags.INIT_EXT) != 0 && request.hasBody(InitIn.SIZE);
      agree(in, out, Math.min(minor, MINOR), hasMore ? InitIn.flags2(in) : 0);
      agreed = true;
      if (answer.send(0, InitOut.SIZE)) {
        done.complete(minor);
      } else {
        fail("the kernel does not take the answer to its first request");
      }
    }
    return true;
  }

  private void agree(ByteBuffer in, ByteBuffer out, int minor, int flags2) {
    int flags = InitIn.flags(in) & WANTED;
    int page = Processes.pageSize();
    boolean large = (flags & InitFlags.MAX_PAGES) != 0;
    int maxWrite =
        large ? options.getMaxWrite() : Math.min(options.getMaxWrite(), USUAL_PAGES * page);
    int pages = large ? (maxWrite + page - 1) / page : 0;
    int readahead = Math.min(Math.max(InitIn.maxReadahead(in), 0), maxWrite);
    InitOut.put(out, MAJOR, minor);
    InitOut.put(out, flags, readahead, maxWrite, pages, options.getTimeGranularity());
    InitOut.putFlags2(out, flags2 & InitFlags.DIRECT_IO_ALLOW_MMAP);
  }
}
