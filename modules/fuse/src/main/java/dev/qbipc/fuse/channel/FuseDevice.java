package dev.qbipc.fuse.channel;

import dev.qbipc.fuse.MountException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.device.MessageDevice;
import dev.qbipc.linux.device.NativeBuffer;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** {@code /dev/fuse}, opened for one mount (mount, section 15.2). */
public final class FuseDevice implements Channel, AutoCloseable {

  private static final String PATH = "/dev/fuse";

  private final MessageDevice device;

  /** Those who write from anywhere share it; who closes has it alone. */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private boolean closed;

  private FuseDevice(MessageDevice device) {
    this.device = device;
  }

  /** Opens the device. */
  public static FuseDevice open() throws MountException {
    try {
      return new FuseDevice(MessageDevice.open(PATH));
    } catch (SystemCallException e) {
      String what =
          e.isMissing()
              ? " does not exist: load the kernel's module (modprobe fuse), or give the container the"
                  + " device"
              : " cannot be opened, " + Errno.text(e.errno()) + ": it takes root";
      throw new MountException(PATH + what, e);
    }
  }

  /** The descriptor's number, for the mount's options. */
  int descriptor() {
    return device.descriptor();
  }

  @Override
  public int read(NativeBuffer buffer) {
    return device.read(buffer);
  }

  @Override
  public int write(NativeBuffer buffer, int length) {
    return device.write(buffer, length);
  }

  @Override
  public int writeFromAnywhere(NativeBuffer buffer, int length) {
    use.readLock().lock();
    try {
      return closed ? -Errno.ENODEV : device.write(buffer, length);
    } finally {
      use.readLock().unlock();
    }
  }

  /** Closes the descriptor, which ends the mount for all who still have it. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        device.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
