package dev.pmxcfs.state;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.nio.charset.StandardCharsets;

/** A tree with all that is known of its entries, a line for each, to be compared. */
final class TreeText {

  private final StringBuilder lines = new StringBuilder();

  private TreeText() {}

  static String of(ConfigTree tree) {
    TreeText text = new TreeText();
    text.add("", tree.root());
    return text.lines.toString();
  }

  private void add(String path, TreeEntry entry) {
    Attributes attributes = entry.attributes();
    lines.append(
        "%s: inode %d, parent %d, version %d, writer %d, mtime %d"
            .formatted(
                path,
                attributes.inode(),
                attributes.parent(),
                attributes.version(),
                attributes.writer(),
                attributes.mtime()));
    if (entry instanceof RegularFile file) {
      lines.append(": ").append(new String(file.data(), StandardCharsets.UTF_8));
    }
    lines.append('\n');
    if (entry instanceof Directory directory) {
      for (TreeEntry child : directory.children()) {
        add(path + "/" + child.attributes().name(), child);
      }
    }
  }
}
