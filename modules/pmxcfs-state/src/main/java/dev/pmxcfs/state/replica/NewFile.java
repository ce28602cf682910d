package dev.pmxcfs.state.replica;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Optional;

/**
 * A file that is to be made in a directory that is meant itself, wherever that has been moved to by
 * then.
 *
 * @param directory its inode
 * @param known where the directory was last
 * @param name of the file
 */
public record NewFile(long directory, ConfigPath known, ByteString name) {

  /** What makes the file, as long as the directory is where it was. */
  public CreateFile creation() {
    return new CreateFile(known.child(name));
  }

  /** What makes the file in any case; ESTALE if the directory has been removed. */
  ChangeOfEntry change() {
    return new ChangeOfEntry(
        directory, known, (now, there, others) -> new CreateFile(now.child(name)));
  }

  /** Whether the directory is where it was known to be. */
  public boolean isWhereItWas(ConfigTree tree) {
    return tree.find(known)
        .filter(there -> there instanceof Directory && there.attributes().inode() == directory)
        .isPresent();
  }

  /** Why there is no such file though it was made: in another directory. */
  public TreeException moved() {
    return new TreeException(
        Errno.ESTALE, known, "was moved or removed before '" + name + "' was made in it");
  }

  /** The file, if there is one in a tree. */
  Optional<RegularFile> find(ConfigTree tree) {
    return tree.path(directory, known)
        .flatMap(tree::find)
        .flatMap(there -> there instanceof Directory in ? in.child(name) : Optional.empty())
        .filter(RegularFile.class::isInstance)
        .map(RegularFile.class::cast);
  }
}
