package dev.pmxcfs.ipc.health;

import dev.qbipc.server.ConnectionLimits;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.SharedMemory;
import java.util.Locale;
import java.util.Optional;

/** What room shared memory has for clients as pmxcfs's are, in words. */
public final class ClientRoom {

  /** What the clients of pmxcfs ask for, in bytes. */
  public static final int MESSAGE_SIZE = 1024 * 1024;

  /** With less room, a node's usual services may fill it. */
  private static final int COMFORTABLE_CLIENTS = 64;

  private static final int PERCENT = 100;
  private static final double MEBIBYTE = 1024 * 1024;

  private static final String WAY_OUT =
      "; mount -o remount,size=512m "
          + SharedMemory.PATH
          + " makes it larger, --shm-size that of a container";

  private final QbServerOptions options;

  /**
   * @param options of the service that the clients are of
   */
  public ClientRoom(QbServerOptions options) {
    this.options = options;
  }

  /** Why no other client fits now, a sentence with the way out; empty if one does. */
  public Optional<String> fault() {
    return fault(now());
  }

  /** What to expect where few clients fit, a sentence with the way out; empty if many do. */
  public Optional<String> warning() {
    return warning(now());
  }

  /** Without what is kept for root and for the commands that look after the service. */
  private SharedMemory now() {
    ConnectionLimits limits = options.getConnectionLimits();
    SharedMemory memory = SharedMemory.now();
    long ofRoot = memory.totalBytes() / PERCENT * limits.getSharedMemoryReservePercent();
    return memory.without(Math.max(ofRoot, limits.getMinFreeSharedMemory()));
  }

  static Optional<String> fault(SharedMemory memory) {
    if (memory.fault().isPresent()) {
      return Optional.of(
          SharedMemory.PATH
              + " "
              + memory.fault().get()
              + ", and clients are served through it; mount -t tmpfs tmpfs "
              + SharedMemory.PATH
              + " makes one that can be used");
    }
    return memory.roomFor(MESSAGE_SIZE) > 0
        ? Optional.empty()
        : Optional.of(numbers(memory) + WAY_OUT);
  }

  static Optional<String> warning(SharedMemory memory) {
    long room = memory.roomFor(MESSAGE_SIZE);
    return room >= COMFORTABLE_CLIENTS
        ? Optional.empty()
        : Optional.of(numbers(memory) + ": room for about " + room + " of them" + WAY_OUT);
  }

  private static String numbers(SharedMemory memory) {
    return String.format(
        Locale.ROOT,
        "%s has %.1f of %.1f MiB free for clients, and one takes %.1f MiB",
        SharedMemory.PATH,
        memory.freeBytes() / MEBIBYTE,
        memory.totalBytes() / MEBIBYTE,
        SharedMemory.bytesOf(MESSAGE_SIZE) / MEBIBYTE);
  }
}
