package dev.qbipc.fuse;

/** The answer to a call that makes a file and opens it. */
public interface CreateReply extends Reply {

  /**
   * {@return attributes to be filled for this answer, all of them cleared} They are the same object
   * each time, so that none has to be made.
   */
  Attributes attributes();

  /**
   * Names the node, as {@link EntryReply#entry} does, and gives the handle, as {@link
   * OpenReply#opened} does.
   *
   * @param node its id; never 0
   * @param generation tells it from an earlier node of the same id
   * @param attributes the node's
   * @param entryNanos how long the kernel may go by the name without asking, in nanoseconds
   * @param attributesNanos how long it may go by the attributes
   * @param handle any number but {@link FileSystem#NO_HANDLE}
   * @param flags of {@link OpenFlags}
   * @return whether the caller has got it; if not, nobody will release the handle
   */
  boolean created(
      long node,
      long generation,
      Attributes attributes,
      long entryNanos,
      long attributesNanos,
      long handle,
      int flags);

  @Override
  CreateReply later();
}
