package dev.qbipc.fuse;

/** The answer to a call that wants to know how much room there is. */
public interface RoomReply extends Reply {

  /**
   * Says how much room there is.
   *
   * @param blockSize bytes of a block
   * @param blocks how many there are
   * @param freeBlocks how many are free
   * @param files how many files and directories there can be
   * @param freeFiles how many more
   * @param nameLength the bytes of the longest name
   * @return whether the caller has got it
   */
  boolean room(
      int blockSize, long blocks, long freeBlocks, long files, long freeFiles, int nameLength);

  @Override
  RoomReply later();
}
