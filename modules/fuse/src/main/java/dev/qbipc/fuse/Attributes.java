package dev.qbipc.fuse;

/**
 * The attributes of a node, as stat(2) shows them. They can be filled again and again; times are
 * seconds since 1970 and nanoseconds of the second.
 */
public final class Attributes {

  /** In the {@link #mode}: a directory. */
  public static final int DIRECTORY = 0040000;

  /** In the {@link #mode}: a file. */
  public static final int FILE = 0100000;

  /** In the {@link #mode}: a symbolic link. */
  public static final int SYMBOLIC_LINK = 0120000;

  /** The bits of the {@link #mode} that say what it is. */
  public static final int TYPE = 0170000;

  private static final int DEFAULT_BLOCK_SIZE = 4096;

  private long inode;
  private long size;
  private long blocks;
  private int mode;
  private int links;
  private int uid;
  private int gid;
  private int device;
  private int blockSize;
  private long accessedSeconds;
  private int accessedNanos;
  private long modifiedSeconds;
  private int modifiedNanos;
  private long changedSeconds;
  private int changedNanos;

  /** Attributes of which nothing is known yet. */
  public Attributes() {
    clear();
  }

  /**
   * Forgets everything: zeros, one link, and blocks of 4,096 bytes.
   *
   * @return this
   */
  public Attributes clear() {
    inode = 0;
    size = 0;
    blocks = 0;
    mode = 0;
    links = 1;
    uid = 0;
    gid = 0;
    device = 0;
    blockSize = DEFAULT_BLOCK_SIZE;
    return setAccessed(0, 0).setModified(0, 0).setChanged(0, 0);
  }

  /** {@return the number that stat shows} */
  public long inode() {
    return inode;
  }

  /**
   * Sets the number that stat shows.
   *
   * @param inode the value
   * @return this
   */
  public Attributes setInode(long inode) {
    this.inode = inode;
    return this;
  }

  /** {@return how many bytes it has} */
  public long size() {
    return size;
  }

  /**
   * Sets how many bytes it has.
   *
   * @param size the value
   * @return this
   */
  public Attributes setSize(long size) {
    this.size = size;
    return this;
  }

  /** {@return how many units of 512 bytes it takes} */
  public long blocks() {
    return blocks;
  }

  /**
   * Sets how many units of 512 bytes it takes.
   *
   * @param blocks the value
   * @return this
   */
  public Attributes setBlocks(long blocks) {
    this.blocks = blocks;
    return this;
  }

  /** {@return its type and permissions, as in stat(2)} */
  public int mode() {
    return mode;
  }

  /**
   * Sets its type and permissions, as in stat(2).
   *
   * @param mode the value
   * @return this
   */
  public Attributes setMode(int mode) {
    this.mode = mode;
    return this;
  }

  /** {@return how many names it has} */
  public int links() {
    return links;
  }

  /**
   * Sets how many names it has.
   *
   * @param links the value
   * @return this
   */
  public Attributes setLinks(int links) {
    this.links = links;
    return this;
  }

  /** {@return the owner's id} */
  public int uid() {
    return uid;
  }

  /**
   * Sets the owner's id.
   *
   * @param uid the value
   * @return this
   */
  public Attributes setUid(int uid) {
    this.uid = uid;
    return this;
  }

  /** {@return the group's id} */
  public int gid() {
    return gid;
  }

  /**
   * Sets the group's id.
   *
   * @param gid the value
   * @return this
   */
  public Attributes setGid(int gid) {
    this.gid = gid;
    return this;
  }

  /** {@return which device a special file stands for} */
  public int device() {
    return device;
  }

  /**
   * Sets which device a special file stands for.
   *
   * @param device the value
   * @return this
   */
  public Attributes setDevice(int device) {
    this.device = device;
    return this;
  }

  /** {@return the bytes that are best read and written at once} */
  public int blockSize() {
    return blockSize;
  }

  /**
   * Sets the bytes that are best read and written at once.
   *
   * @param blockSize the value
   * @return this
   */
  public Attributes setBlockSize(int blockSize) {
    this.blockSize = blockSize;
    return this;
  }

  /** {@return the seconds of the last access} */
  public long accessedSeconds() {
    return accessedSeconds;
  }

  /** {@return the nanoseconds beside {@link #accessedSeconds}} */
  public int accessedNanos() {
    return accessedNanos;
  }

  /**
   * Sets the time of the last access.
   *
   * @param seconds since 1970
   * @param nanos of the second, 0 to 999,999,999
   * @return this
   */
  public Attributes setAccessed(long seconds, int nanos) {
    accessedSeconds = seconds;
    accessedNanos = nanos;
    return this;
  }

  /** {@return the seconds of the last modification} */
  public long modifiedSeconds() {
    return modifiedSeconds;
  }

  /** {@return the nanoseconds beside {@link #modifiedSeconds}} */
  public int modifiedNanos() {
    return modifiedNanos;
  }

  /**
   * Sets the time of the last modification.
   *
   * @param seconds since 1970
   * @param nanos of the second, 0 to 999,999,999
   * @return this
   */
  public Attributes setModified(long seconds, int nanos) {
    modifiedSeconds = seconds;
    modifiedNanos = nanos;
    return this;
  }

  /** {@return the seconds of the last change of contents or attributes} */
  public long changedSeconds() {
    return changedSeconds;
  }

  /** {@return the nanoseconds beside {@link #changedSeconds}} */
  public int changedNanos() {
    return changedNanos;
  }

  /**
   * Sets the time of the last change of contents or attributes.
   *
   * @param seconds since 1970
   * @param nanos of the second, 0 to 999,999,999
   * @return this
   */
  public Attributes setChanged(long seconds, int nanos) {
    changedSeconds = seconds;
    changedNanos = nanos;
    return this;
  }

  /**
   * Sets all three times to one.
   *
   * @param seconds since 1970
   * @param nanos of the second, 0 to 999,999,999
   * @return this
   */
  public Attributes setTimes(long seconds, int nanos) {
    return setAccessed(seconds, nanos).setModified(seconds, nanos).setChanged(seconds, nanos);
  }
}
