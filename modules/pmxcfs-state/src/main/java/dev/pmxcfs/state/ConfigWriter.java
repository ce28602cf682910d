package dev.pmxcfs.state;

import dev.pmxcfs.state.tree.TreeException;
import java.util.Collection;

/**
 * Changes the configuration files, with the rules of the C server's file system (operations
 * specification, section 5.1).
 *
 * <p>When a method returns, the change is in the database and survives the end of the process, and
 * readers see it. When it throws, nothing has changed. After the database failed once, every method
 * throws EIO for ever, and readers go on to see what was acknowledged. Where a directory is served
 * in place of the database, every method throws EROFS.
 *
 * <p>Any thread may call the methods; they wait for each other and for the database, so none may be
 * called on an event loop. Paths are names between slashes, without a NUL (EINVAL); empty names do
 * not count. All methods throw ENOENT where the directory of a path is missing, ENOTDIR where it is
 * a file, and EACCES where the last name is missing, {@code .} or {@code ..}.
 */
public interface ConfigWriter {

  /**
   * Makes an empty directory.
   *
   * @throws TreeException EEXIST if something is there
   */
  void makeDirectory(byte[] path) throws TreeException;

  /**
   * Makes an empty file.
   *
   * @throws TreeException EEXIST if a file is there, or if the path is a guest's and the VMID is in
   *     use on another node or for another type; ENOTDIR if a directory is there
   */
  void create(byte[] path) throws TreeException;

  /**
   * Writes into a file.
   *
   * @param offset where to, in bytes; a gap behind the file's end is filled with zeros
   * @param data what to write; not to be changed while the call runs
   * @param truncate whether the file is to end behind the data
   * @return the number of bytes written
   * @throws TreeException EFBIG if the file would be larger than 1 MiB, ENOENT if it does not
   *     exist, ENOTDIR if it is a directory, EEXIST as for {@link #create}
   */
  int write(byte[] path, long offset, byte[] data, boolean truncate) throws TreeException;

  /**
   * Gives a file its contents, whether it exists or not. Counts as the two changes that a program
   * makes: create or truncate, and then write unless there is nothing to write.
   *
   * @param data the contents; not to be changed while the call runs
   * @throws TreeException EFBIG if it is more than 1 MiB, ENOTDIR if a directory is there, EEXIST
   *     as for {@link #create}
   */
  void put(byte[] path, byte[] data) throws TreeException;

  /**
   * Sets the time of a file or directory; on a directory in {@code priv/lock} this renews the lock.
   *
   * @param mtime seconds since 1970, unsigned
   * @throws TreeException ENOENT if nothing is there; EACCES if it is a lock of another node, or
   *     one with a later time
   */
  void setMtime(byte[] path, int mtime) throws TreeException;

  /**
   * Deletes a file or an empty directory.
   *
   * @throws TreeException ENOENT if nothing is there, ENOTEMPTY if the directory is not empty,
   *     EACCES for the root
   */
  void delete(byte[] path) throws TreeException;

  /**
   * Gives a file or an empty directory another path, in place of what is there.
   *
   * @throws TreeException ENOENT if there is nothing to rename; ENOTEMPTY if one of the two is a
   *     directory that is not empty; EACCES for the root and for locks; EEXIST as for {@link
   *     #create}, except that a guest may go to another node or type; EINVAL if a directory is to
   *     go into itself
   */
  void rename(byte[] from, byte[] to) throws TreeException;

  /**
   * Removes a lock, a directory in {@code priv/lock}, that was not renewed for two minutes.
   *
   * @throws TreeException ENOENT if nothing is there, EACCES if the lock is held or is none
   */
  void removeLock(byte[] path) throws TreeException;

  /**
   * Brings in many files at once: readers see all of them or none, and so does the database.
   * Directories that are missing are made, files that exist are overwritten, and files that have
   * their contents already stay as they are.
   *
   * @param mode what is done with all else
   * @throws TreeException as the other methods; then nothing has changed
   */
  void importAll(Collection<ImportedEntry> entries, ImportMode mode) throws TreeException;

  /** As {@link #importAll(Collection, ImportMode)}; all else stays. */
  default void importAll(Collection<ImportedEntry> entries) throws TreeException {
    importAll(entries, ImportMode.MERGE);
  }
}
