package dev.pmxcfs.mount;

import dev.pmxcfs.state.change.WriteFile;
import java.util.Arrays;
import java.util.List;

/** What a program has open. */
sealed interface Handle {

  /** A file of the tree. */
  final class StoredFile implements Handle {

    private static final int MAX_FILE = WriteFile.MAX_FILE_SIZE;
    private static final int PAGE = 4096;

    private final OpenFile file;

    /** Where the last request ended that was as large as they come; -1 after a smaller one. */
    private volatile long endOfLargest = -1;

    StoredFile(OpenFile file) {
      this.file = file;
    }

    OpenFile file() {
      return file;
    }

    /**
     * The data of a request, or as much as fits where the kernel has cut a longer write in two: it
     * does so after 256 pages of the caller's memory, which need not begin with a page. So a write
     * of a byte more than 1 MiB returns 1,048,576 as in C pmxcfs, however it is aligned, and any
     * other that does not fit is refused as a whole (item 437).
     */
    byte[] fitting(long offset, byte[] data) {
      boolean goesOn = offset == endOfLargest && offset < MAX_FILE;
      endOfLargest = data.length > MAX_FILE - PAGE ? offset + data.length : -1;
      return goesOn && offset + data.length > MAX_FILE
          ? Arrays.copyOf(data, (int) (MAX_FILE - offset))
          : data;
    }
  }

  /**
   * A built-in file.
   *
   * @param text what it said when it was opened, so that it is read whole in however many pieces
   */
  record BuiltInFile(BuiltIn file, byte[] text) implements Handle {}

  /** A directory. */
  final class OpenDirectory implements Handle {

    private final long inode;
    private volatile Listing listing = new Listing(List.of());

    OpenDirectory(long inode) {
      this.inode = inode;
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
