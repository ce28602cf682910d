package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.PutFile;
import dev.pmxcfs.state.change.RemoveLock;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeDifference;
import dev.pmxcfs.state.tree.TreeException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/**
 * The configuration files, to be read and changed by one command.
 *
 * <p>Reads see the files as they were when this was opened, all of one moment. Changes follow the
 * tree's rules (operations, section 5.1); when a method returns, the change survives the end of
 * every process. Paths are names between slashes, in bytes.
 *
 * <p>All methods block, and throw an IOException when database or server fail. For one thread.
 */
public interface ConfigFiles extends AutoCloseable {

  /**
   * The names in a directory, by their bytes. Those of directories have a slash behind them.
   *
   * @throws RefusedException ENOENT if nothing is there, ENOTDIR if it is a file
   */
  List<ByteString> list(byte[] path) throws RefusedException, IOException;

  /**
   * What is known of a file or a directory.
   *
   * @throws RefusedException ENOENT if nothing is there
   */
  EntryStatus status(byte[] path) throws RefusedException, IOException;

  /**
   * What is known of everything in a directory, by the bytes of the names.
   *
   * @throws RefusedException ENOENT if nothing is there, ENOTDIR if it is a file
   */
  List<EntryStatus> entries(byte[] path) throws RefusedException, IOException;

  /**
   * A file's contents.
   *
   * @throws RefusedException ENOENT if nothing is there, EISDIR if it is a directory
   */
  byte[] read(byte[] path) throws RefusedException, IOException;

  /**
   * Makes a change.
   *
   * @param change a {@link PutFile}, a {@link RemoveLock} or a primitive one
   * @return the version of the tree with it, which is the inode of what a primitive one has made
   * @throws RefusedException where the tree's rules refuse it
   */
  long change(Change change) throws RefusedException, IOException;

  /** Gives a file its contents, as a {@link PutFile}. */
  default void put(byte[] path, byte[] data) throws RefusedException, IOException {
    try {
      change(new PutFile(ConfigPath.checked(path), data));
    } catch (TreeException e) {
      throw new RefusedException(e);
    }
  }

  /**
   * As {@link #put}, unless the file has changed, as a {@link PutFile} for a version.
   *
   * @param version of the file that is expected, 0 for none
   * @throws RefusedException ESTALE if it has another one
   */
  default void putIfVersion(byte[] path, byte[] data, long version)
      throws RefusedException, IOException {
    try {
      change(new PutFile(ConfigPath.checked(path), data, OptionalLong.of(version)));
    } catch (TreeException e) {
      throw new RefusedException(e);
    }
  }

  /**
   * Brings in all entries, or none, on a node that is not in a cluster.
   *
   * @param handedOver is told how many entries are on their way; they are in place when this
   *     returns
   */
  void importAll(ImportAll change, IntConsumer handedOver) throws RefusedException, IOException;

  /**
   * What {@link #importAll} would change. Nothing is changed.
   *
   * @throws RefusedException where the import would be refused
   */
  List<TreeDifference> previewImport(ImportAll change, IntConsumer handedOver)
      throws RefusedException, IOException;

  @Override
  void close() throws IOException;
}
