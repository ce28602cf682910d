package dev.qbipc.fuse;

/** The answer to a call that wants nothing but to be done. */
public interface DoneReply extends Reply {

  /**
   * Says that it is done.
   *
   * @return whether the caller has got it
   */
  boolean done();

  @Override
  DoneReply later();
}
