package dev.pmxcfs.state.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * Trees as lists of their entries: {@code directory/} and {@code directory/file=contents}, with one
 * character for each byte.
 */
public final class ListedTree {

  private ConfigTree tree = ConfigTree.empty(0, 0);
  private long lastInode = ConfigTree.ROOT_INODE;

  private ListedTree() {}

  /** The tree with these entries, created in this order, each behind the directories it is in. */
  public static ConfigTree of(String... entries) {
    ListedTree listed = new ListedTree();
    for (String entry : entries) {
      String[] parts = entry.split("=", 2);
      ConfigPath path = new ConfigPath(parts[0].getBytes(ISO_8859_1));
      if (parts.length == 1) {
        listed.makeDirectories(path);
      } else {
        listed.makeDirectories(path.directory());
        listed.put(path, new RegularFile(listed.attributes(path), parts[1].getBytes(ISO_8859_1)));
      }
    }
    return listed.tree;
  }

  private void makeDirectories(ConfigPath path) {
    if (tree.find(path).isEmpty()) {
      makeDirectories(path.directory());
      put(path, Directory.empty(attributes(path)));
    }
  }

  private Attributes attributes(ConfigPath path) {
    lastInode++;
    long parent = tree.find(path.directory()).orElseThrow().attributes().inode();
    return new Attributes(lastInode, parent, lastInode, 0, 0, path.name());
  }

  private void put(ConfigPath path, TreeEntry entry) {
    tree = tree.with(path.directory(), entry);
  }

  /** All entries of a tree by their names, directories before what is in them. */
  public static List<String> entries(ConfigTree tree) {
    List<String> entries = new ArrayList<>();
    add("", tree.root(), entries);
    return entries;
  }

  private static void add(String path, Directory directory, List<String> entries) {
    for (TreeEntry child : directory.children()) {
      String at = path + child.attributes().name().toLatin1();
      if (child instanceof RegularFile file) {
        entries.add(at + "=" + new String(file.data(), ISO_8859_1));
      } else {
        entries.add(at + "/");
        add(at + "/", (Directory) child, entries);
      }
    }
  }
}
