package dev.qbipc.fuse;

/** The answer to a call that lists a directory: some entries, and then {@link #done}. */
public interface DirectoryReply extends Reply {

  /**
   * Adds an entry.
   *
   * @param inode the number that the listing shows
   * @param next what the listing goes on with behind this entry: the offset of the next call
   * @param mode the entry's, of which the listing shows the type; 0 for one that it does not show
   * @param name its name
   * @return false if no more fits, and this one was not added
   */
  boolean add(long inode, long next, int mode, Name name);

  /**
   * Gives what was added. If nothing was, the listing ends.
   *
   * @return whether the caller has got it
   */
  boolean done();

  @Override
  DirectoryReply later();
}
