package dev.pmxcfs.ipc.cli.corosync;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapInteger;
import dev.qbipc.corosync.cmap.CmapValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nodes that corosync.conf lists, by their ids (corosync, section 5.1). */
final class NodeList {

  private static final String PREFIX = "nodelist.node.";
  private static final Pattern KEY =
      Pattern.compile("nodelist\\.node\\.(\\d+)\\.(nodeid|name|ring0_addr)");

  private final Map<Integer, Node> nodes = new TreeMap<>(Integer::compareUnsigned);

  private NodeList() {}

  /** No nodes, so that there are ids alone. */
  static NodeList empty() {
    return new NodeList();
  }

  /** Asks for the list. */
  static NodeList read(Corosync corosync, Answers answers) {
    Cmap cmap = answers.await(corosync.cmap());
    NodeList list = of(answers.await(cmap.list(PREFIX)));
    answers.await(cmap.close());
    return list;
  }

  /** The list that a part of the map is. */
  static NodeList of(List<CmapEntry> entries) {
    Map<String, Map<String, CmapValue>> positions = new TreeMap<>();
    for (CmapEntry entry : entries) {
      Matcher key = KEY.matcher(entry.key());
      if (key.matches()) {
        positions
            .computeIfAbsent(key.group(1), first -> new HashMap<>())
            .put(key.group(2), entry.value());
      }
    }
    var list = new NodeList();
    positions.values().forEach(list::add);
    return list;
  }

  private void add(Map<String, CmapValue> fields) {
    if (fields.get("nodeid") instanceof CmapInteger id) {
      int number = id.value().intValue();
      nodes.put(number, new Node(number, text(fields.get("name")), text(fields.get("ring0_addr"))));
    }
  }

  private static String text(CmapValue value) {
    return value == null ? null : value.toString();
  }

  /** All of them and some others, by their ids. */
  List<Node> with(Collection<Integer> ids) {
    Set<Integer> all = new HashSet<>(nodes.keySet());
    all.addAll(ids);
    return get(all);
  }

  /** Whether corosync.conf lists a node. */
  boolean has(int id) {
    return nodes.containsKey(id);
  }

  /** A node, of which nothing but the id is known if it is not listed. */
  Node get(int id) {
    return nodes.getOrDefault(id, new Node(id, null, null));
  }

  /** Some nodes, by their ids. */
  List<Node> get(Collection<Integer> ids) {
    return ids.stream().sorted(Integer::compareUnsigned).map(this::get).toList();
  }
}
