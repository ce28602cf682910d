package dev.pmxcfs.state.tree;

/** A file and its contents. */
public final class RegularFile implements TreeEntry {

  /** What an empty file contains, and a directory. */
  public static final byte[] NO_DATA = {};

  private final Attributes attributes;
  private final byte[] data;
  private final boolean isWritten;

  /**
   * @param data the contents, not to be changed any more
   */
  public RegularFile(Attributes attributes, byte[] data) {
    this(attributes, data, true);
  }

  private RegularFile(Attributes attributes, byte[] data, boolean isWritten) {
    this.attributes = attributes;
    this.data = data;
    this.isWritten = isWritten;
  }

  /**
   * A file that was empty when it was truncated to a length. The C server keeps the length of such
   * a file and no data (its memdb_pwrite allocates data only to write some), so its digest covers
   * the length alone; readers here see as many zeros, as a file system shows them. The database
   * gets the zeros too: it has no place for a length. The C server loses the length at its next
   * start, so no form is the one of all nodes after that, and the file is sent anew in the sync
   * that every start brings.
   *
   * @param length in bytes
   */
  public static RegularFile unwritten(Attributes attributes, int length) {
    return new RegularFile(attributes, new byte[length], length == 0);
  }

  @Override
  public Attributes attributes() {
    return attributes;
  }

  /** Whether it has data, and not a length alone ({@link #unwritten}). */
  public boolean isWritten() {
    return isWritten;
  }

  /** The contents themselves, no copy: not to be written to. */
  public byte[] data() {
    return data;
  }

  @Override
  public int files() {
    return 1;
  }

  @Override
  public int entries() {
    return 1;
  }

  @Override
  public long bytes() {
    return data.length;
  }

  @Override
  public RegularFile with(Attributes changed) {
    return new RegularFile(changed, data, isWritten);
  }
}
