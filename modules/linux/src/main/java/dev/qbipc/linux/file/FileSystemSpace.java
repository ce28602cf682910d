package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What room a file system has ({@code statvfs}), x86_64 and aarch64 with glibc. All fields are
 * 64-bit.
 *
 * <pre>
 *      8  f_frsize     bytes of a block
 *     16  f_blocks     blocks in all
 *     32  f_bavail     blocks that are free
 *     40  f_files      files that there can be; 0 for no limit
 *     56  f_favail     files that can still be made
 *     72  f_flag       how it is mounted
 * </pre>
 *
 * @param totalBytes how much it holds
 * @param freeBytes how much more fits
 * @param freeFiles how many files and directories more
 * @param readOnly whether it is mounted so that nothing can be made
 */
public record FileSystemSpace(long totalBytes, long freeBytes, long freeFiles, boolean readOnly) {

  private static final int BLOCK_SIZE_OFFSET = 8;
  private static final int BLOCKS_OFFSET = 16;
  private static final int FREE_BLOCKS_OFFSET = 32;
  private static final int FILES_OFFSET = 40;
  private static final int FREE_FILES_OFFSET = 56;
  private static final int FLAGS_OFFSET = 72;
  private static final int SIZE = 112;

  private static final long READ_ONLY = 1;

  /**
   * Asks for the room on the file system that a path is on.
   *
   * @param path of anything on it
   * @return the room at this moment
   * @throws SystemCallException ENOENT if nothing is there
   */
  public static FileSystemSpace of(String path) throws SystemCallException {
    byte[] answer = new byte[SIZE];
    if (libc().statvfs(Libc.path(path), answer) != 0) {
      throw new SystemCallException("statvfs", path, libc().errno());
    }
    ByteBuffer space = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    long blockSize = space.getLong(BLOCK_SIZE_OFFSET);
    boolean unlimited = space.getLong(FILES_OFFSET) == 0;
    return new FileSystemSpace(
        space.getLong(BLOCKS_OFFSET) * blockSize,
        space.getLong(FREE_BLOCKS_OFFSET) * blockSize,
        unlimited ? Long.MAX_VALUE : space.getLong(FREE_FILES_OFFSET),
        (space.getLong(FLAGS_OFFSET) & READ_ONLY) != 0);
  }

  /**
   * Sees to it that something leaves enough free for others.
   *
   * @param path on the file system
   * @param bytes what it takes, and what is to stay free beside it
   * @throws SystemCallException ENOSPC if it does not
   */
  public static void require(String path, long bytes) throws SystemCallException {
    if (of(path).freeBytes() < bytes) {
      throw new SystemCallException("reserving", path, Errno.ENOSPC);
    }
  }

  /**
   * {@return whether this process may make files in a directory}
   *
   * @param directory its path
   */
  public static boolean isWritable(String directory) {
    return libc().access(Libc.path(directory), Libc.W_OK | Libc.X_OK) == 0;
  }
}
