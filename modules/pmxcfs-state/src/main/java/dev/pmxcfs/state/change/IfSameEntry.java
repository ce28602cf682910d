package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Collection;

/**
 * A change of an entry that is meant itself, and not whatever has its path by the time that the
 * change is made: ENOENT where there is nothing any more, ESTALE where there is another entry. So
 * what a program writes into a file that it has open never lands in the file that another program
 * has put in its place.
 *
 * <p>A single node holds to it. In a cluster the change is sent by its path alone, as the C server
 * does, and the entry is looked at when it is sent.
 *
 * @param inode of the entry
 * @param change of what is at its path
 */
public record IfSameEntry(long inode, PrimitiveChange change) implements ComposedChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    TreeEntry entry = draft.existing(change.path());
    if (entry.attributes().inode() != inode) {
      throw new TreeException(Errno.ESTALE, change.path(), "is another one by now");
    }
    draft.apply(change);
  }

  @Override
  public Collection<ConfigPath> paths() {
    return change.paths();
  }

  @Override
  public int result() {
    return change.result();
  }
}
