package dev.qbipc.fuse;

/** The answer to a call that wants bytes: of a file, or the target of a symbolic link. */
public interface DataReply extends Reply {

  /**
   * Gives bytes, which are copied.
   *
   * @param bytes has them
   * @param offset where they begin
   * @param length how many: at most as many as were asked for, and fewer only at the file's end
   * @return whether the caller has got them
   * @throws IllegalArgumentException if there are more than were asked for
   */
  boolean data(byte[] bytes, int offset, int length);

  @Override
  DataReply later();
}
