package dev.qbipc.fuse.session;

import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.FuseOptions;
import dev.qbipc.fuse.FuseStats;
import dev.qbipc.fuse.KernelCache;
import dev.qbipc.fuse.MountException;
import dev.qbipc.fuse.channel.FuseDevice;
import dev.qbipc.fuse.channel.MountPoint;
import dev.qbipc.fuse.channel.Notifier;
import dev.qbipc.linux.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file system that is mounted and answers the kernel, until it is closed or unmounted. Mounting
 * takes CAP_SYS_ADMIN. Any thread may call it.
 *
 * <p>A process that serves a mount must not use it on a thread that the file system waits for, and
 * its child processes should not have their working directory there.
 */
public final class FuseSession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FuseSession.class);

  private static final long START_SECONDS = 30;
  private static final long END_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final FuseOptions options;
  private final MountPoint point;
  private final FuseDevice device;
  private final Service service;
  private final Notifier notifier;
  private final AtomicReference<SessionEnd> end = new AtomicReference<>();
  private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();

  private FuseSession(FileSystem files, MountPoint point, FuseDevice device, FuseOptions options) {
    this.options = options;
    this.point = point;
    this.device = device;
    String name = "fuse " + point;
    service = new Service(name, files, options, device, this::readingEnded);
    notifier = new Notifier(name, device, options.getMaxNotifications());
  }

  /**
   * Mounts a file system on a directory, and returns once it answers. A mount of the same
   * {@linkplain FuseOptions#getSource source} whose server has ended is taken off first, also if
   * processes are inside; other mounts, and directories that are not empty, are refused.
   *
   * @param files the file system
   * @param directory where it is mounted
   * @param options how
   * @return the session, to be closed
   * @throws MountException if it cannot be mounted there; the message says why
   */
  public static FuseSession mount(FileSystem files, Path directory, FuseOptions options)
      throws MountException {
    var own = new FuseOptions(options);
    MountPoint point = MountPoint.prepare(directory, own);
    var session = new FuseSession(files, point, FuseDevice.open(), own);
    session.begin();
    return session;
  }

  /** Mounts and answers; if anything of that fails, nothing of it is left. */
  private void begin() throws MountException {
    boolean hasBegun = false;
    try {
      point.mount(device);
      notifier.start();
      service.start();
      notifier.kernelSpeaks(negotiated());
      hasBegun = true;
    } finally {
      if (!hasBegun) {
        finish(SessionEnd.FAILED);
        ended.join();
      }
    }
  }

  private int negotiated() throws MountException {
    try {
      return service.negotiation().done().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new MountException("not mounted on " + point + ": " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new MountException("the kernel does not begin to use the mount on " + point, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MountException("interrupted while mounting on " + point, e);
    }
  }

  /** {@return what the kernel keeps of the file system, to be told of changes} */
  public KernelCache kernelCache() {
    return notifier;
  }

  /** {@return what the session has done until now, and has to do} To ask does not hold it up. */
  public FuseStats stats() {
    Counters counters = service.counters();
    return new FuseStats(
        counters.calls(),
        service.waiting().size() + service.heldUp(),
        service.oldestNanos(),
        service.readers().size(),
        counters.timeouts.sum(),
        counters.interrupts.sum(),
        counters.malformed.sum(),
        notifier.taken(),
        notifier.refused(),
        notifier.waiting());
  }

  /**
   * Looks whether the file system is still what is seen on its directory: it is not after the
   * session's end, nor once it was unmounted lazily or moved, or another was mounted over it. Calls
   * nothing of the file system.
   *
   * @return whether it is
   */
  public boolean isMounted() {
    return end.get() == null && point.isThere();
  }

  /** {@return why the session has ended, once it has} It completes on a thread of the session. */
  public CompletionStage<SessionEnd> ended() {
    return ended.minimalCompletionStage();
  }

  /**
   * Ends the session: calls are refused with ENOTCONN from here on, and those that wait have the
   * time of {@link FuseOptions#getCloseTimeout}. Then the mount is gone, for processes inside and
   * in copies of it too. Returns when it is; further calls only wait for that.
   */
  @Override
  public void close() {
    service.close();
    long deadline = System.nanoTime() + options.getCloseTimeout().toNanos();
    while (end.get() == null && service.isFinishing() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    finish(SessionEnd.CLOSED);
    ended.join();
  }

  /** On a reader, which is not to wait for itself. */
  private void readingEnded(int errno) {
    if (errno != Errno.ENODEV && end.get() == null) {
      LOG.error("the mount on {} ends, since reading failed: {}", point, Errno.text(errno));
    }
    service.negotiation().fail("its requests cannot be read, " + Errno.text(errno));
    SessionEnd reason = errno == Errno.ENODEV ? SessionEnd.UNMOUNTED : SessionEnd.FAILED;
    if (end.compareAndSet(null, reason)) {
      var finishing = new Thread(() -> tearDown(reason), "fuse " + point + " end");
      finishing.setDaemon(true);
      finishing.start();
    }
  }

  private void finish(SessionEnd reason) {
    if (end.compareAndSet(null, reason)) {
      tearDown(reason);
    }
  }

  private void tearDown(SessionEnd reason) {
    try {
      endAll(reason);
    } finally {
      ended.complete(reason);
    }
  }

  private void endAll(SessionEnd reason) {
    service.close();
    service.expireAll(Errno.ENOTCONN);
    notifier.close();
    try {
      if (reason == SessionEnd.UNMOUNTED) {
        point.takeOff();
      } else {
        point.end();
      }
    } catch (IOException e) {
      LOG.error("the mount on {} could not be ended", point, e);
    }
    boolean left = service.readers().awaitEnd(END_NANOS) & notifier.awaitEnd(END_NANOS);
    service.watch().stop();
    // who was begun meanwhile, before the mount's end
    service.expireAll(Errno.ENOTCONN);
    if (left) {
      device.close();
    } else {
      LOG.error(
          "a call of the file system on {} does not return: its thread and the device stay", point);
    }
  }
}
