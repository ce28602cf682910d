package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives a file its contents, like a program that opens it for creation or truncation and then
 * writes. In contrast to that, the file is never seen empty in between, not even after a crash,
 * unless the node is in a cluster.
 *
 * <p>It may be meant for a certain version of the file alone; where that has changed it is refused
 * with ESTALE. A node by itself looks and writes in one. In a cluster the node looks when it sends
 * the first message, and a change of another node that is under way at that moment is not seen,
 * since no message of C nodes has a condition. Only that a file is new is certain there, too: all
 * nodes refuse to create what exists.
 *
 * @param data not to be changed
 * @param expected the version of what has to be at the path, unsigned, 0 for nothing; empty if it
 *     may be anything
 */
public record PutFile(ConfigPath path, byte[] data, OptionalLong expected)
    implements ComposedChange {

  /** For a file of whatever version. */
  public PutFile(ConfigPath path, byte[] data) {
    this(path, data, OptionalLong.empty());
  }

  @Override
  public void applyTo(Draft draft) throws TreeException {
    Optional<TreeEntry> found = draft.find(path);
    if (expected.isPresent()) {
      check(found, expected.getAsLong());
    }
    if (found.isEmpty()) {
      draft.apply(new CreateFile(path));
    } else {
      draft.apply(new WriteFile(path, 0, RegularFile.NO_DATA, true));
    }
    if (data.length > 0) {
      draft.apply(new WriteFile(path, 0, data, false));
    }
  }

  private void check(Optional<TreeEntry> found, long version) throws TreeException {
    long present = found.map(entry -> entry.attributes().version()).orElse(0L);
    if (present == version) {
      return;
    }
    String is = "at version " + Long.toUnsignedString(present);
    String was = Long.toUnsignedString(version);
    String reason =
        found.isEmpty()
            ? "does not exist any more, and was at version " + was
            : version == 0
                ? "exists already, " + is
                : "has been changed: it is " + is + ", not " + was;
    throw new TreeException(Errno.ESTALE, path, reason);
  }

  @Override
  public List<ConfigPath> paths() {
    return List.of(path);
  }
}
