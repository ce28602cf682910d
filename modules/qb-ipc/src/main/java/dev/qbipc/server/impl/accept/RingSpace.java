package dev.qbipc.server.impl.accept;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileSystemSpace;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.server.impl.connection.RingSet;
import dev.qbipc.server.impl.limits.ConnectionQuota;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Makes rings where there is room for them. The last part of shared memory is kept for trusted
 * clients; as other programs take shared memory too, the file system's own figures count. Any
 * thread may call it that may block.
 */
public final class RingSpace {

  /** More rings are hardly made at once. */
  private static final int AT_ONCE = 32;

  /** How rings are made. */
  interface Maker {

    RingSet make() throws SystemCallException;
  }

  private final int reservePercent;
  private final int reserveBytes;

  /** While there is more than this besides the reserve, the order does not matter. */
  private final long plenty;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  public RingSpace(QbServerOptions options) {
    var limits = options.getConnectionLimits();
    reservePercent = limits.getSharedMemoryReservePercent();
    reserveBytes = limits.getMinFreeSharedMemory();
    plenty = AT_ONCE * SharedMemory.bytesOf(options.getMaxMessageSize());
  }

  /**
   * Makes rings.
   *
   * @param uid the client's
   * @param bytes that they take
   * @return the rings; nothing if they would take of the reserve, and the client is not trusted
   * @throws SystemCallException ENOSPC also for a trusted one, if it would take what no client gets
   */
  Optional<RingSet> make(int uid, long bytes, Maker maker) throws SystemCallException {
    if (ConnectionQuota.isTrusted(uid)) {
      if (reserveBytes > 0) {
        FileSystemSpace.require(SharedMemory.PATH, bytes + reserveBytes);
      }
      return Optional.of(maker.make());
    }
    Optional<RingSet> rings = makeIfFree(lock.readLock(), bytes + plenty, maker);
    return rings.isPresent() ? rings : makeIfFree(lock.writeLock(), bytes, maker);
  }

  private Optional<RingSet> makeIfFree(Lock lock, long bytes, Maker maker)
      throws SystemCallException {
    lock.lock();
    try {
      var memory = SharedMemory.now();
      long reserve = Math.max(reserveBytes, memory.totalBytes() / 100 * reservePercent);
      // A file system without a limit has no size to say.
      boolean free = memory.totalBytes() == 0 || memory.freeBytes() - reserve >= bytes;
      return free ? Optional.of(maker.make()) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
