package dev.pmxcfs.state.tree;

/** A file or a directory. It never changes; a change of the tree makes a new one. */
public sealed interface TreeEntry permits RegularFile, Directory {

  Attributes attributes();

  /** How many files it is: itself, or all that are in it. */
  int files();

  /** How many files and directories it is, itself among them. */
  int entries();

  /** What these files hold together. */
  long bytes();

  /** The same file or directory with other attributes. */
  TreeEntry with(Attributes changed);
}
