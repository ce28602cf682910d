package dev.qbipc.fuse;

/** The answer to a call that opens a file or a directory. */
public interface OpenReply extends Reply {

  /**
   * Gives the handle.
   *
   * @param handle any number but {@link FileSystem#NO_HANDLE}, which comes with all calls by it
   * @param flags of {@link OpenFlags}
   * @return whether the caller has got it; if not, nobody will release the handle
   */
  boolean opened(long handle, int flags);

  @Override
  OpenReply later();
}
