package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;

/**
 * What a directory has at one moment: {@code .} and {@code ..}, what is built in, and its entries,
 * in an order that stays while nothing changes. Nothing is made for each entry. For any thread.
 */
public final class Listing {

  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  private static final BuiltIn[] BUILT_IN = BuiltIn.values();
  private static final int DOTS = 2;

  /** Is shown what a directory has. */
  @FunctionalInterface
  public interface Reader {

    /**
     * Takes an entry.
     *
     * @param next where the listing goes on behind it
     * @param node its id
     * @param type in the bits of {@link NodeAttributes#TYPE}
     * @param name in the directory
     * @return whether it wants the next one
     */
    boolean take(long next, long node, int type, ByteString name);
  }

  private final Directory directory;
  private final long node;

  /** What stands before the entries of the tree. */
  private final int before;

  Listing(Directory directory) {
    this.directory = directory;
    node = NodeIds.of(directory.attributes().inode());
    before = DOTS + (node == NodeIds.ROOT ? BUILT_IN.length : 0);
  }

  /**
   * Shows entries, as long as they are wanted.
   *
   * @param place where to begin: 0, or what was told of the entry before
   */
  public void from(long place, Reader reader) {
    int at = (int) Math.min(place, Integer.MAX_VALUE);
    while (at < before) {
      if (!showFirst(at, reader)) {
        return;
      }
      at++;
    }
    directory.visitFrom(at - before, (index, entry) -> show(index, entry, reader));
  }

  private boolean showFirst(int at, Reader reader) {
    int next = at + 1;
    return switch (at) {
      case 0 -> reader.take(next, node, NodeAttributes.DIRECTORY, DOT);
      case 1 -> reader.take(next, parent(), NodeAttributes.DIRECTORY, DOT_DOT);
      default -> {
        BuiltIn builtIn = BUILT_IN[at - DOTS];
        int type = builtIn.isLink() ? NodeAttributes.LINK : NodeAttributes.FILE;
        yield reader.take(next, builtIn.node(), type, builtIn.fileName());
      }
    };
  }

  private long parent() {
    return NodeIds.of(directory.attributes().parent());
  }

  private boolean show(int index, TreeEntry entry, Reader reader) {
    ByteString name = entry.attributes().name();
    if (BuiltIn.find(node, name) != null) {
      return true; // hidden by what is built in
    }
    int type = entry instanceof Directory ? NodeAttributes.DIRECTORY : NodeAttributes.FILE;
    long id = NodeIds.of(entry.attributes().inode());
    return reader.take(before + index + 1L, id, type, name);
  }
}
