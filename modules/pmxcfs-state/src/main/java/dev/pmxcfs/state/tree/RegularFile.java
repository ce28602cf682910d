package dev.pmxcfs.state.tree;

/** A file and its contents. */
public final class RegularFile implements TreeEntry {

  private final Attributes attributes;
  private final byte[] data;

  /**
   * @param data the contents, not to be changed any more
   */
  public RegularFile(Attributes attributes, byte[] data) {
    this.attributes = attributes;
    this.data = data;
  }

  @Override
  public Attributes attributes() {
    return attributes;
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
    return new RegularFile(changed, data);
  }
}
