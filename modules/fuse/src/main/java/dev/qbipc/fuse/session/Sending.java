package dev.qbipc.fuse.session;

import dev.qbipc.fuse.wire.OutHeader;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends replies, and knows what it means when the kernel does not take one. */
final class Sending {

  private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

  /** The kernel's side, for this thread or any. */
  interface Writer {
    int write(NativeBuffer out, int length);
  }

  private Sending() {}

  /**
   * Completes a reply with its header, and sends it.
   *
   * @param errno positive, or 0
   * @return whether the caller has got it
   */
  static boolean reply(Writer writer, NativeBuffer out, long unique, int errno, int bodySize) {
    int length = OutHeader.SIZE + bodySize;
    OutHeader.put(out.bytes(), length, -errno, unique);
    int written = writer.write(out, length);
    if (written == length) {
      return true;
    }
    if (written != -Errno.ENOENT && written != -Errno.ENODEV && written != -Errno.ENOTCONN) {
      LOG.error(
          "the kernel did not take an answer of {} bytes, {}: the caller gets EIO",
          length,
          Errno.text(-written));
      OutHeader.put(out.bytes(), OutHeader.SIZE, -Errno.EIO, unique);
      writer.write(out, OutHeader.SIZE);
    }
    return false;
  }
}
