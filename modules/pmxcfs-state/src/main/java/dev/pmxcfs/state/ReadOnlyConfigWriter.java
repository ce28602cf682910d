package dev.pmxcfs.state;

import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import java.nio.file.Path;
import java.util.Collection;

/** Refuses all changes with EROFS: the files are to be changed where they are. */
final class ReadOnlyConfigWriter implements ConfigWriter {

  private final Path directory;

  /**
   * @param directory where the files are
   */
  ReadOnlyConfigWriter(Path directory) {
    this.directory = directory;
  }

  private TreeException refusal() {
    return new TreeException(
        TreeErrno.EROFS,
        "the files of " + directory + " are served as they are; change them there",
        null);
  }

  @Override
  public void makeDirectory(byte[] path) throws TreeException {
    throw refusal();
  }

  @Override
  public void create(byte[] path) throws TreeException {
    throw refusal();
  }

  @Override
  public int write(byte[] path, long offset, byte[] data, boolean truncate) throws TreeException {
    throw refusal();
  }

  @Override
  public void put(byte[] path, byte[] data) throws TreeException {
    throw refusal();
  }

  @Override
  public void setMtime(byte[] path, int mtime) throws TreeException {
    throw refusal();
  }

  @Override
  public void delete(byte[] path) throws TreeException {
    throw refusal();
  }

  @Override
  public void rename(byte[] from, byte[] to) throws TreeException {
    throw refusal();
  }

  @Override
  public void removeLock(byte[] path) throws TreeException {
    throw refusal();
  }

  @Override
  public void importAll(Collection<ImportedEntry> entries, ImportMode mode) throws TreeException {
    throw refusal();
  }
}
