package dev.pmxcfs.cluster.members;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.nodes.Member;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapInteger;
import dev.qbipc.corosync.cmap.CmapString;
import dev.qbipc.corosync.cmap.CmapValue;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The nodes that corosync.conf names (cluster, section 5.1).
 *
 * @param cluster its name
 * @param configVersion the version of corosync.conf; signed, as clients get it
 * @param nodes those that have an id and a name, in the order of the list
 */
record NodeList(ByteString cluster, int configVersion, List<Member> nodes) {

  static final String PREFIX = "nodelist.node.";
  static final String CONFIG_VERSION = "totem.config_version";
  static final String CLUSTER_NAME = "totem.cluster_name";

  private static final Pattern KEY =
      Pattern.compile("nodelist\\.node\\.(\\d+)\\.(nodeid|name|ring0_addr)");

  NodeList {
    nodes = List.copyOf(nodes);
  }

  /**
   * @param cluster the value of {@link #CLUSTER_NAME}
   * @param configVersion the value of {@link #CONFIG_VERSION}, if it has any
   * @param entries the keys that begin with {@link #PREFIX}
   */
  static NodeList of(
      CmapValue cluster, Optional<CmapValue> configVersion, List<CmapEntry> entries) {
    Map<String, Map<String, CmapValue>> byPlace = new LinkedHashMap<>();
    for (CmapEntry entry : entries) {
      Matcher key = KEY.matcher(entry.key());
      if (key.matches()) {
        byPlace
            .computeIfAbsent(key.group(1), place -> new LinkedHashMap<>())
            .put(key.group(2), entry.value());
      }
    }
    List<Member> nodes =
        byPlace.values().stream().map(NodeList::node).flatMap(Optional::stream).toList();
    int version = configVersion.map(NodeList::integer).orElse(BigInteger.ZERO).intValue();
    return new NodeList(ByteString.of(cluster.asText()), version, nodes);
  }

  /** A node goes by its name, or else by its address. */
  private static Optional<Member> node(Map<String, CmapValue> values) {
    int id = integer(values.get("nodeid")).intValue();
    Optional<String> name = text(values.get("name")).or(() -> text(values.get("ring0_addr")));
    return name.filter(known -> id != 0).map(known -> new Member(id, ByteString.of(known)));
  }

  private static BigInteger integer(CmapValue value) {
    return value instanceof CmapInteger number ? number.value() : BigInteger.ZERO;
  }

  private static Optional<String> text(CmapValue value) {
    return value instanceof CmapString text ? Optional.of(text.text()) : Optional.empty();
  }
}
