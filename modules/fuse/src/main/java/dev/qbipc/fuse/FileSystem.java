package dev.qbipc.fuse;

import dev.qbipc.linux.Errno;
import java.nio.ByteBuffer;

/**
 * A file system that the kernel asks, by node ids and names. Each method is a call of some program;
 * it answers by its {@link Reply}, at once or later. What is not implemented is refused with
 * ENOSYS: the kernel then does without, as well as it can (mount, section 15.3).
 *
 * <p>Methods are called on the session's readers, several at a time, and the kernel keeps calls
 * apart only where it says so: a directory's entries are not changed by two calls at once. A method
 * may block, within limits: there are further readers, up to {@link FuseOptions#getMaxReaders}. It
 * must not use the mount itself, since it would wait for itself. A method that throws, or returns
 * without having answered or put off the answer, has its caller told EIO.
 *
 * <p>Ids of nodes are the file system's own: any numbers but 0. An id stands for the same node
 * until the kernel has {@linkplain #forget forgotten} it. With {@link
 * FuseOptions#setDefaultPermissions(boolean)}, which is the default, the kernel has checked owner
 * and mode before it calls.
 */
public interface FileSystem {

  /** The id of the root directory. */
  long ROOT = 1;

  /**
   * The longest name that is asked for, in bytes, which is what kernels before 6.14 know. Longer
   * ones are refused with ENAMETOOLONG.
   */
  int MAX_NAME = 1024;

  /** In place of a handle where there is none. */
  long NO_HANDLE = -1;

  /**
   * Finds a node by its name.
   *
   * @param caller who calls
   * @param directory the directory's id
   * @param name the name in the directory
   * @param reply the answer
   */
  default void lookup(Caller caller, long directory, Name name, EntryReply reply) {
    reply.error(Errno.ENOENT);
  }

  /**
   * The kernel does not use a node any more, which so many answers have named. It has no reply.
   * When a mount ends, nodes are not forgotten one by one.
   *
   * @param node its id
   * @param lookups how many answers
   */
  default void forget(long node, long lookups) {}

  /**
   * Tells a node's attributes. Without this there is no file system.
   *
   * @param caller who calls
   * @param node its id
   * @param handle the handle by which it is asked, or {@link #NO_HANDLE}
   * @param reply the answer
   */
  default void getattr(Caller caller, long node, long handle, AttributesReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Changes a node's attributes: owner, mode, size and times.
   *
   * @param caller who calls
   * @param node its id
   * @param change what is to change
   * @param reply the answer
   */
  default void setattr(Caller caller, long node, AttributeChange change, AttributesReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Tells the target of a symbolic link.
   *
   * @param caller who calls
   * @param node its id
   * @param reply the answer
   */
  default void readlink(Caller caller, long node, DataReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Makes a file, or a special one.
   *
   * @param caller who calls
   * @param directory the directory's id
   * @param name the name in the directory
   * @param mode type and permissions, without what the caller's umask takes
   * @param device which device a special file stands for
   * @param reply the answer
   */
  default void mknod(
      Caller caller, long directory, Name name, int mode, int device, EntryReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Makes a directory.
   *
   * @param caller who calls
   * @param directory the directory's id
   * @param name the name in the directory
   * @param mode permissions, without what the caller's umask takes
   * @param reply the answer
   */
  default void mkdir(Caller caller, long directory, Name name, int mode, EntryReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Makes a symbolic link.
   *
   * @param caller who calls
   * @param directory the directory's id
   * @param name the name in the directory
   * @param target what it leads to
   * @param reply the answer
   */
  default void symlink(Caller caller, long directory, Name name, Name target, EntryReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Gives a file one more name.
   *
   * @param caller who calls
   * @param node its id
   * @param directory the directory's id of the new name
   * @param name the new name
   * @param reply the answer
   */
  default void link(Caller caller, long node, long directory, Name name, EntryReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Takes away a name of what is no directory. A file that is open is used on without it.
   *
   * @param caller who calls
   * @param directory the directory's id
   * @param name the name in the directory
   * @param reply the answer
   */
  default void unlink(Caller caller, long directory, Name name, DoneReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Takes away a directory, which has to be empty.
   *
   * @param caller who calls
   * @param directory the directory's id
   * @param name the name in the directory
   * @param reply the answer
   */
  default void rmdir(Caller caller, long directory, Name name, DoneReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Gives a node another name, in place of what has that name.
   *
   * @param caller who calls
   * @param directory the directory's id
   * @param name the name in the directory
   * @param newDirectory the directory's id of the new name
   * @param newName the new name
   * @param flags those of renameat2(2); 0 as a rule
   * @param reply the answer
   */
  default void rename(
      Caller caller,
      long directory,
      Name name,
      long newDirectory,
      Name newName,
      int flags,
      DoneReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Opens a file.
   *
   * @param caller who calls
   * @param node its id
   * @param flags those of open(2); {@code O_TRUNC} may be among them
   * @param reply the answer
   */
  default void open(Caller caller, long node, int flags, OpenReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Makes a file and opens it. The kernel has found the name to be free, or has not asked; the name
   * may be taken all the same.
   *
   * @param caller who calls
   * @param directory the directory's id
   * @param name the name in the directory
   * @param flags those of open(2), which say what to do if the name is taken
   * @param mode type and permissions, without what the caller's umask takes
   * @param reply the answer
   */
  default void create(
      Caller caller, long directory, Name name, int flags, int mode, CreateReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Reads a part of an open file.
   *
   * @param caller who calls
   * @param node its id
   * @param handle the handle
   * @param offset where to begin, not negative
   * @param size how much at most, in bytes
   * @param reply the answer
   */
  default void read(Caller caller, long node, long handle, long offset, int size, DataReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Writes a part of an open file.
   *
   * @param caller who calls
   * @param node its id
   * @param handle the handle
   * @param offset where to begin, not negative
   * @param data the bytes from its position to its limit; valid until the method returns
   * @param reply the answer
   */
  default void write(
      Caller caller, long node, long handle, long offset, ByteBuffer data, WriteReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * A descriptor of an open file is closed; others may share its handle. The answer is what
   * close(2) returns.
   *
   * @param caller who calls
   * @param node its id
   * @param handle the handle
   * @param reply the answer
   */
  default void flush(Caller caller, long node, long handle, DoneReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Puts an open file on the disk.
   *
   * @param caller who calls
   * @param node its id
   * @param handle the handle
   * @param dataOnly whether the contents suffice, without times
   * @param reply the answer
   */
  default void fsync(Caller caller, long node, long handle, boolean dataOnly, DoneReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Nobody uses a handle any more. Nobody waits for the answer, either.
   *
   * @param caller who calls
   * @param node its id
   * @param handle the handle
   * @param reply the answer
   */
  default void release(Caller caller, long node, long handle, DoneReply reply) {
    reply.done();
  }

  /**
   * Opens a directory.
   *
   * @param caller who calls
   * @param node its id
   * @param flags those of open(2)
   * @param reply the answer
   */
  default void opendir(Caller caller, long node, int flags, OpenReply reply) {
    reply.opened(0, OpenFlags.NONE);
  }

  /**
   * Lists a directory, some entries at a time.
   *
   * @param caller who calls
   * @param node its id
   * @param handle the handle
   * @param offset what the last entry of the call before has named as the next one's; 0 at first
   * @param reply the answer
   */
  default void readdir(Caller caller, long node, long handle, long offset, DirectoryReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Nobody uses a directory's handle any more. Nobody waits for the answer, either.
   *
   * @param caller who calls
   * @param node its id
   * @param handle the handle
   * @param reply the answer
   */
  default void releasedir(Caller caller, long node, long handle, DoneReply reply) {
    reply.done();
  }

  /**
   * Puts an open directory on the disk.
   *
   * @param caller who calls
   * @param node its id
   * @param handle the handle
   * @param dataOnly whether the entries suffice, without times
   * @param reply the answer
   */
  default void fsyncdir(Caller caller, long node, long handle, boolean dataOnly, DoneReply reply) {
    reply.error(Errno.ENOSYS);
  }

  /**
   * Tells how much room there is.
   *
   * @param caller who calls
   * @param node any node of the file system
   * @param reply the answer
   */
  default void statfs(Caller caller, long node, RoomReply reply) {
    reply.room(4096, 0, 0, 0, 0, 255);
  }
}
