package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.PersistentMap;

/**
 * What the root directory shows besides the tree's entries (mount, section 3): files that tell of
 * the server, and links to the directories of this node. They hide entries of the same name.
 */
enum BuiltIn {
  VERSION(".version"),
  MEMBERS(".members"),
  VMLIST(".vmlist"),
  RRD(".rrd"),
  CLUSTERLOG(".clusterlog"),
  DEBUG(".debug"),
  LOCAL("local"),
  QEMU_SERVER("qemu-server"),
  LXC("lxc"),
  OPENVZ("openvz");

  private static final BuiltIn[] ALL = values();

  private static final PersistentMap<ByteString, BuiltIn> BY_NAME = byName();

  private final ByteString fileName;

  BuiltIn(String fileName) {
    this.fileName = ByteString.of(fileName);
  }

  /** The name in the root. */
  ByteString fileName() {
    return fileName;
  }

  /** The node id. */
  long node() {
    return NodeIds.BUILT_IN + ordinal();
  }

  /** Whether it is a symbolic link; the others are files. */
  boolean isLink() {
    return compareTo(LOCAL) >= 0;
  }

  private static PersistentMap<ByteString, BuiltIn> byName() {
    PersistentMap<ByteString, BuiltIn> byName = PersistentMap.empty();
    for (BuiltIn builtIn : ALL) {
      byName = byName.with(builtIn.fileName, builtIn);
    }
    return byName;
  }

  /** What has a name in a directory, or null. */
  static BuiltIn find(long directory, Comparable<? super ByteString> name) {
    return directory == NodeIds.ROOT ? BY_NAME.find(name) : null;
  }

  /** What has a node id, or null. */
  static BuiltIn of(long node) {
    long index = node - NodeIds.BUILT_IN;
    return index >= 0 && index < ALL.length ? ALL[(int) index] : null;
  }
}
