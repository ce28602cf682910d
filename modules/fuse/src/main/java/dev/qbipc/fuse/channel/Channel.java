package dev.qbipc.fuse.channel;

import dev.qbipc.linux.device.NativeBuffer;

/** Messages from and to the kernel, or a test in its place. Several threads may use it at once. */
public interface Channel {

  /**
   * Waits for a request.
   *
   * @return its length, or a negated error number: ENODEV once the mount has ended
   */
  int read(NativeBuffer buffer);

  /**
   * Writes a reply or a notification, on a thread that has ended before the channel is closed.
   *
   * @return its length, or a negated error number: ENOENT if nobody waits for it any more
   */
  int write(NativeBuffer buffer, int length);

  /** As {@link #write}, on any thread: once the channel is closed it is ENODEV. */
  int writeFromAnywhere(NativeBuffer buffer, int length);
}
