package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.linux.Errno;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Makes directories together with those above them, as {@code mkdir -p} does. */
final class Directories {

  private final ConfigFiles files;

  Directories(ConfigFiles files) {
    this.files = files;
  }

  /** Makes the directories above a path that are missing. */
  void makeParents(ByteString path) throws RefusedException, IOException {
    make(new ConfigPath(path.toArray()).directory());
  }

  /**
   * Makes a directory, and those above it that are missing.
   *
   * @throws RefusedException ENOTDIR if one of them is a file
   */
  void make(ByteString path) throws RefusedException, IOException {
    make(new ConfigPath(path.toArray()));
  }

  private void make(ConfigPath path) throws RefusedException, IOException {
    var begun = new ByteArrayOutputStream();
    boolean wasThere = false;
    for (ByteString name : path) {
      begun.write('/');
      begun.writeBytes(name.toArray());
      wasThere = !isMade(begun.toByteArray());
    }
    if (wasThere) {
      checkIsDirectory(begun.toByteArray());
    }
  }

  private boolean isMade(byte[] directory) throws RefusedException, IOException {
    try {
      files.change(new MakeDirectory(new ConfigPath(directory)));
      return true;
    } catch (RefusedException e) {
      if (e.errno() == Errno.EEXIST) {
        return false;
      }
      throw e;
    }
  }

  private void checkIsDirectory(byte[] path) throws RefusedException, IOException {
    try {
      files.list(path);
    } catch (RefusedException e) {
      // reads see the files as they were: it has come since then
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
    }
  }
}
