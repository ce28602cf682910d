package dev.qbipc.fuse;

/** The answer to a call that wants a node by its name, one that was there or is new. */
public interface EntryReply extends Reply {

  /**
   * {@return attributes to be filled for this answer, all of them cleared} They are the same object
   * each time, so that none has to be made.
   */
  Attributes attributes();

  /**
   * Names the node. The kernel may use its id from here on, until {@link FileSystem#forget}.
   *
   * @param node its id; never 0, and {@link FileSystem#ROOT} for the root alone
   * @param generation tells it from an earlier node of the same id, which the kernel may still know
   * @param attributes the node's
   * @param entryNanos how long the kernel may go by the name without asking, in nanoseconds
   * @param attributesNanos how long it may go by the attributes
   * @return whether the caller has got it
   */
  boolean entry(
      long node, long generation, Attributes attributes, long entryNanos, long attributesNanos);

  /**
   * Says that there is no such name, and that this is so for a while. Without such a time it is
   * {@link #error}, ENOENT.
   *
   * @param entryNanos how long the kernel need not ask again, in nanoseconds
   * @return whether the caller has got it
   */
  boolean missing(long entryNanos);

  @Override
  EntryReply later();
}
