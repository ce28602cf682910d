package dev.qbipc.fuse;

/** The answer to a call that wants a node's attributes. */
public interface AttributesReply extends Reply {

  /**
   * {@return attributes to be filled for this answer, all of them cleared} They are the same object
   * each time, so that none has to be made.
   */
  Attributes attributes();

  /**
   * Gives the attributes.
   *
   * @param attributes the node's
   * @param validNanos how long the kernel may go by them without asking, in nanoseconds
   * @return whether the caller has got it
   */
  boolean attributes(Attributes attributes, long validNanos);

  @Override
  AttributesReply later();
}
