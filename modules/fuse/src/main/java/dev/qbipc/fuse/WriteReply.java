package dev.qbipc.fuse;

/** The answer to a call that writes. */
public interface WriteReply extends Reply {

  /**
   * Says how much was written.
   *
   * @param length how many of the bytes, from the first one on
   * @return whether the caller has got it
   */
  boolean written(int length);

  /**
   * {@return whether the answer says that what was written is on the disk} The file is open with
   * {@code O_SYNC} or {@code O_DSYNC} then; the kernel asks for no sync behind the write.
   */
  boolean isSynchronous();

  /**
   * {@return whether the file is open with {@code O_APPEND}} The offset is then where the kernel
   * believes the file to end, which another machine or another way may have changed: the bytes
   * belong at the end that the file has by now.
   */
  boolean isAppending();

  @Override
  WriteReply later();
}
