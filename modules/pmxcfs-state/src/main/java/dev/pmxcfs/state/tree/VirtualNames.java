package dev.pmxcfs.state.tree;

import java.util.Set;

/**
 * The names in the root that the C server's mount makes up: files that tell of the server, and
 * links to the local node's directories (operations, section 7). They are not in the tree, and
 * nothing there can have such a name.
 */
public final class VirtualNames {

  private static final Set<String> FILES =
      Set.of(".version", ".members", ".vmlist", ".rrd", ".clusterlog", ".debug");
  private static final Set<String> LINKS = Set.of("local", "qemu-server", "lxc", "openvz");

  private VirtualNames() {}

  /** Whether a path, its names with one slash between them, is one of them or lies below one. */
  public static boolean contain(String path) {
    int slash = path.indexOf('/');
    String first = slash < 0 ? path : path.substring(0, slash);
    return FILES.contains(first) || LINKS.contains(first);
  }
}
