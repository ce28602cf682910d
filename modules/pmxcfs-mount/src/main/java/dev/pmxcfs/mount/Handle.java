package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.Directory;

/** What a program has open that is no file of the tree: of those nothing is kept but a count. */
sealed interface Handle {

  /**
   * A built-in file.
   *
   * @param text what it said when it was opened, so that it is read whole in however many pieces
   */
  record BuiltInFile(BuiltIn file, byte[] text) implements Handle {}

  /** A directory. */
  final class OpenDirectory implements Handle {

    private final long inode;
    private volatile Listing listing;

    OpenDirectory(Directory directory) {
      inode = directory.attributes().inode();
      listing = new Listing(directory);
    }

    long inode() {
      return inode;
    }

    /** What it had when its listing began. */
    Listing listing() {
      return listing;
    }

    void begin(Listing fresh) {
      listing = fresh;
    }
  }
}
