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

  @Override
  WriteReply later();
}
