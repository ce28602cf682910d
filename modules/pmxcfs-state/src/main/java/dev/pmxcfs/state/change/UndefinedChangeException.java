package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;

/**
 * A change is refused of which the C server makes what no tree can be, or what depends on memory
 * that it has freed. The kernel asks for none of these, so they come from another program; a node
 * that gets one cannot know any more that it has the tree of the others.
 */
public final class UndefinedChangeException extends TreeException {

  private static final long serialVersionUID = 1;

  UndefinedChangeException(ConfigPath path, String reason) {
    super(Errno.EINVAL, path, reason);
  }
}
