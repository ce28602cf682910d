package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * What a directory has at one moment: {@code .} and {@code ..}, what is built in, and its entries,
 * in an order that stays while nothing changes.
 *
 * @param entries all of them
 */
public record Listing(List<Entry> entries) {

  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  /**
   * @param node its id
   * @param type in the bits of {@link NodeAttributes#TYPE}
   * @param name in the directory
   */
  public record Entry(long node, int type, ByteString name) {}

  static Listing of(Directory directory) {
    long node = NodeIds.of(directory.attributes().inode());
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(node, NodeAttributes.DIRECTORY, DOT));
    long parent = NodeIds.of(directory.attributes().parent());
    entries.add(new Entry(parent, NodeAttributes.DIRECTORY, DOT_DOT));
    if (node == NodeIds.ROOT) {
      for (BuiltIn builtIn : BuiltIn.values()) {
        int type = builtIn.isLink() ? NodeAttributes.LINK : NodeAttributes.FILE;
        entries.add(new Entry(builtIn.node(), type, builtIn.fileName()));
      }
    }
    for (TreeEntry child : directory.children()) {
      ByteString name = child.attributes().name();
      if (BuiltIn.find(node, name).isEmpty()) {
        int type = child instanceof Directory ? NodeAttributes.DIRECTORY : NodeAttributes.FILE;
        entries.add(new Entry(NodeIds.of(child.attributes().inode()), type, name));
      }
    }
    return new Listing(List.copyOf(entries));
  }
}
