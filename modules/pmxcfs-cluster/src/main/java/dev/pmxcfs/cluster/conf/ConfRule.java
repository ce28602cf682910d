package dev.pmxcfs.cluster.conf;

import java.util.Optional;

/**
 * What becomes of the host's corosync.conf when the tree has one (cluster, section 5.4): the rules,
 * in their order.
 */
enum ConfRule {
  /** The tree has none, or an empty one, as when a shell is about to write it. */
  NONE_IN_TREE,
  /** That of the tree has no version, so that nobody knows whether it is newer. */
  NO_VERSION,
  /** They are the same. */
  EQUAL,
  /** That of the host is newer. */
  HOST_IS_NEWER,
  /** The host gets that of the tree, also in place of another one with the same version. */
  REPLACE;

  /**
   * The first rule that holds.
   *
   * @param tree empty if there is none; so is the host's
   */
  static ConfRule of(Optional<CorosyncConf> tree, Optional<CorosyncConf> host) {
    if (tree.filter(conf -> !conf.isEmpty()).isEmpty()) {
      return NONE_IN_TREE;
    }
    CorosyncConf wanted = tree.get();
    if (wanted.version() == 0) {
      return NO_VERSION;
    }
    if (host.filter(wanted::hasSameBytes).isPresent()) {
      return EQUAL;
    }
    long version = host.map(CorosyncConf::version).orElse(0L);
    return Long.compareUnsigned(wanted.version(), version) < 0 ? HOST_IS_NEWER : REPLACE;
  }
}
