package dev.pmxcfs.state.tree;

import java.util.Arrays;

/** A file or a directory. It never changes; a change of the tree makes a new one. */
public sealed interface TreeEntry permits RegularFile, Directory {

  Attributes attributes();

  /** How many files it is: itself, or all that are in it. */
  int files();

  /** How many files and directories it is, itself among them. */
  int entries();

  /** What these files hold together. */
  long bytes();

  /** Whether another entry has the same attributes and data; what is in directories aside. */
  default boolean isSameAlone(TreeEntry other) {
    if (!attributes().equals(other.attributes())) {
      return false;
    }
    return this instanceof RegularFile file
        ? other instanceof RegularFile that && Arrays.equals(file.data(), that.data())
        : other instanceof Directory;
  }

  /** The same file or directory with other attributes. */
  TreeEntry with(Attributes changed);
}
