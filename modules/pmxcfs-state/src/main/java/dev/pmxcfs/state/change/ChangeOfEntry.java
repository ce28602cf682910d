package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeEntry;
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
     * The change of the entry where it is now, as it is now.
     *
     * @param others where other entries are, that the change takes
     * @throws TreeException if it is not to be changed there
     */
    PrimitiveChange made(ConfigPath path, TreeEntry entry, Paths others) throws TreeException;

    /**
     * As the other, where the change is sent to the nodes of a cluster: what this node has sent
     * before may still be under way, and the entry be as it was before that.
     */
    default PrimitiveChange sent(ConfigPath path, TreeEntry entry, Paths others)
        throws TreeException {
      return made(path, entry, others);
    }
  }

  /** Where entries are when a change is made. */
  @FunctionalInterface
  public interface Paths {

    /**
     * Where an entry is.
     *
     * @param known where it was last, to be looked at first
     * @throws TreeException ESTALE if it is nowhere any more
     */
    ConfigPath of(long inode, ConfigPath known) throws TreeException;
  }

  @Override
  public void applyTo(Draft draft) throws TreeException {
    Paths paths = paths(draft);
    ConfigPath path = paths.of(inode, known);
    draft.apply(change.made(path, draft.existing(path), paths));
  }

  @Override
  public List<PrimitiveChange> steps(Configuration before) throws TreeException {
    var draft = new Draft(before, Origin.NONE);
    Paths paths = paths(draft);
    ConfigPath path = paths.of(inode, known);
    draft.apply(change.sent(path, draft.existing(path), paths));
    return draft.steps();
  }

  private static Paths paths(Draft draft) {
    return (inode, known) ->
        draft
            .path(inode, known)
            .orElseThrow(() -> new TreeException(Errno.ESTALE, known, "has been removed"));
  }

  /** Where the entry was last. */
  @Override
  public Collection<ConfigPath> paths() {
    return List.of(known);
  }
}
