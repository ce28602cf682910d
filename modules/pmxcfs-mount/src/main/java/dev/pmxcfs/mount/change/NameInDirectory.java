package dev.pmxcfs.mount.change;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.ChangeOfEntry.Paths;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.function.Function;

/**
 * A name in a directory that is meant itself, as a program has it open or stands in it: others may
 * have moved the directory by the time that a change is made.
 *
 * @param directory its inode
 * @param known where the directory was last
 * @param name in it
 */
public record NameInDirectory(long directory, ConfigPath known, ByteString name) {

  /** Where it was last. */
  public ConfigPath path() {
    return known.child(name);
  }

  /** Where it is. */
  public ConfigPath path(Paths paths) throws TreeException {
    return paths.of(directory, known).child(name);
  }

  /** A change that gives the name to something new, which is told where that is. */
  public ChangeOfEntry making(Function<ConfigPath, PrimitiveChange> change) {
    return new ChangeOfEntry(
        directory, known, (now, there, others) -> change.apply(now.child(name)));
  }

  /** A file that gets the name. */
  public NewFile file() {
    return new NewFile(directory, known, name);
  }

  /**
   * A change of what has the name, as long as it has. Where others have given it another one, or
   * the name to another entry, ESTALE has a kernel look the name up again, and ask again.
   */
  public ChangeOfEntry.At ofOwner(ChangeOfEntry.At change) {
    return (now, there, others) -> {
      if (!isOf(there)) {
        throw new TreeException(Errno.ESTALE, path(), "has another name by now: " + now);
      }
      return change.made(now, there, others);
    };
  }

  private boolean isOf(TreeEntry entry) {
    Attributes attributes = entry.attributes();
    return attributes.parent() == directory && attributes.name().equals(name);
  }
}
