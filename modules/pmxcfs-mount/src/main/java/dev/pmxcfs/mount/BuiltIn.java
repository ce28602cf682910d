package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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

  private static final Map<ByteString, BuiltIn> BY_NAME =
      Arrays.stream(ALL).collect(Collectors.toMap(BuiltIn::fileName, Function.identity()));

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

  /** What has a name in a directory. */
  static Optional<BuiltIn> find(long directory, ByteString name) {
    return directory == NodeIds.ROOT ? Optional.ofNullable(BY_NAME.get(name)) : Optional.empty();
  }

  /** What has a node id. */
  static Optional<BuiltIn> of(long node) {
    long index = node - NodeIds.BUILT_IN;
    return index >= 0 && index < ALL.length ? Optional.of(ALL[(int) index]) : Optional.empty();
  }
}
