package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Collection;
import java.util.List;

/**
 * A change of an entry that is meant itself, wherever it has been moved to by the time that the
 * change is made: ESTALE if it is nowhere any more. So what a program writes into a file that it
 * has open goes into that file, though others rename it meanwhile, or put another in its place; and
 * two such changes are made in the order in which they were submitted.
 *
 * <p>A single node holds to it. In a cluster the change is sent by its path alone, as the C server
 * does: {@link #steps} gives it as it is then, with the path that the entry has at that time.
 *
 * @param inode of the entry
 * @param known where it was last, to be looked at first
 * @param change of what is at a path
 */
public record ChangeOfEntry(long inode, ConfigPath known, At change) implements ComposedChange {

  /** What is to become of an entry. */
  @FunctionalInterface
  public interface At {

    /**
     * The change of the entry where it is now.
     *
     * @throws TreeException if it is not to be changed there
     */
    PrimitiveChange path(ConfigPath path) throws TreeException;
  }

  @Override
  public void applyTo(Draft draft) throws TreeException {
    ConfigPath path =
        draft
            .path(inode, known)
            .orElseThrow(() -> new TreeException(Errno.ESTALE, known, "has been removed"));
    draft.apply(change.path(path));
  }

  /** Where the entry was last. */
  @Override
  public Collection<ConfigPath> paths() {
    return List.of(known);
  }
}
