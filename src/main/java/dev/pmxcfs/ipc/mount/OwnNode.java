package dev.pmxcfs.ipc.mount;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.text.PrintableText;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the tree knows the node that it is mounted on (mount, appendix A). */
final class OwnNode {

  /** Enough to see what is meant. */
  private static final int MOST_NAMES = 5;

  private OwnNode() {}

  /**
   * What is wrong if the tree has directories of nodes and none of this one, as after the host was
   * renamed: the links to them lead nowhere then.
   *
   * @param node this one's name
   */
  static Optional<String> warning(ConfigTree tree, ByteString node) {
    if (!(tree.find(ConfigPath.of(ConfigPath.NODES)).orElse(null) instanceof Directory nodes)) {
      return Optional.empty();
    }
    List<String> others =
        nodes.children().stream()
            .filter(Directory.class::isInstance)
            .map(OwnNode::name)
            .sorted()
            .toList();
    if (others.isEmpty() || others.contains(name(node))) {
      return Optional.empty();
    }
    return Optional.of(
        "there is no directory nodes/"
            + name(node)
            + ", but there are those of "
            + others.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
            + (others.size() > MOST_NAMES ? " and others" : "")
            + ": local, qemu-server and lxc lead nowhere. If this host was renamed, start with --node"
            + " and its former name, or move its files");
  }

  private static String name(TreeEntry entry) {
    return name(entry.attributes().name());
  }

  private static String name(ByteString name) {
    return PrintableText.oneLine(new String(name.toArray(), UTF_8));
  }
}
