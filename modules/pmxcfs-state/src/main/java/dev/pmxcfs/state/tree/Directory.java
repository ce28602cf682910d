package dev.pmxcfs.state.tree;

import dev.pmxcfs.api.ByteString;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** A directory and what is in it. */
public final class Directory implements TreeEntry {

  private final Attributes attributes;
  private final PersistentMap<ByteString, TreeEntry> children;
  private final int files;
  private final int entries;
  private final long bytes;

  private Directory(
      Attributes attributes,
      PersistentMap<ByteString, TreeEntry> children,
      int files,
      int entries,
      long bytes) {
    this.attributes = attributes;
    this.children = children;
    this.files = files;
    this.entries = entries;
    this.bytes = bytes;
  }

  /** An empty directory. */
  public static Directory empty(Attributes attributes) {
    return new Directory(attributes, PersistentMap.empty(), 0, 1, 0);
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

  /**
   * The entry of a name, or null.
   *
   * @param name the name, or what compares itself with names as the name does
   */
  public TreeEntry find(Comparable<? super ByteString> name) {
    return children.find(name);
  }

  /** All entries, by the bytes of their names. */
  public Collection<TreeEntry> children() {
    return children.values();
  }

  /** Shows entries by the bytes of their names, from an index on, as long as they are wanted. */
  public void visitFrom(int index, PersistentMap.Visitor<? super TreeEntry> visitor) {
    children.visitFrom(index, visitor);
  }

  public boolean isEmpty() {
    return children.isEmpty();
  }

  @Override
  public int files() {
    return files;
  }

  @Override
  public int entries() {
    return entries;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Directory with(Attributes changed) {
    return new Directory(changed, children, files, entries, bytes);
  }

  /** The same directory with an entry, in place of the one of its name. */
  Directory withChild(TreeEntry child) {
    ByteString name = child.attributes().name();
    Optional<TreeEntry> before = children.get(name);
    return new Directory(
        attributes,
        children.with(name, child),
        files - before.map(TreeEntry::files).orElse(0) + child.files(),
        entries - before.map(TreeEntry::entries).orElse(0) + child.entries(),
        bytes - before.map(TreeEntry::bytes).orElse(0L) + child.bytes());
  }

  /** The same directory without the entry of a name. */
  Directory withoutChild(ByteString name) {
    Optional<TreeEntry> before = children.get(name);
    return new Directory(
        attributes,
        children.without(name),
        files - before.map(TreeEntry::files).orElse(0),
        entries - before.map(TreeEntry::entries).orElse(0),
        bytes - before.map(TreeEntry::bytes).orElse(0L));
  }
}
