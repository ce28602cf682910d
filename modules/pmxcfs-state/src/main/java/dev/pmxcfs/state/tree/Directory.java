package dev.pmxcfs.state.tree;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** A directory and what is in it. */
public final class Directory implements TreeEntry {

  private final Attributes attributes;
  private final PersistentMap<ByteString, TreeEntry> children;

  private Directory(Attributes attributes, PersistentMap<ByteString, TreeEntry> children) {
    this.attributes = attributes;
    this.children = children;
  }

  /** An empty directory. */
  public static Directory empty(Attributes attributes) {
    return new Directory(attributes, PersistentMap.empty());
  }

  /**
   * @param children the entries by their names
   */
  public static Directory of(Attributes attributes, Map<ByteString, TreeEntry> children) {
    Directory directory = empty(attributes);
    for (TreeEntry child : children.values()) {
      directory = directory.withChild(child);
    }
    return directory;
  }

  @Override
  public Attributes attributes() {
    return attributes;
  }

  /** The entry of that name, byte for byte. */
  public Optional<TreeEntry> child(ByteString name) {
    return children.get(name);
  }

  /** All entries, by the bytes of their names. */
  public Collection<TreeEntry> children() {
    return children.values();
  }

  public boolean isEmpty() {
    return children.isEmpty();
  }

  @Override
  public Directory with(Attributes changed) {
    return new Directory(changed, children);
  }

  /** The same directory with an entry, in place of the one of its name. */
  Directory withChild(TreeEntry child) {
    return new Directory(attributes, children.with(child.attributes().name(), child));
  }

  /** The same directory without the entry of a name. */
  Directory withoutChild(ByteString name) {
    return new Directory(attributes, children.without(name));
  }
}
