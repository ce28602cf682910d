package dev.pmxcfs.state.tree;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The SHA-256 by which the nodes of a cluster compare what they have (cluster, sections 3.1 and
 * 3.2). It covers every attribute, so equal contents of other writers or times have another digest.
 */
public final class Digest {

  /** How many bytes it has. */
  public static final int SIZE = 32;

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A digest that came from elsewhere.
   *
   * @param bytes {@value #SIZE} of them, which are copied
   */
  public static Digest of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("a digest of " + bytes.length + " bytes");
    }
    return new Digest(bytes.clone());
  }

  /** Of an entry's attributes and data, without the inode: what an index has beside the inode. */
  public static Digest ofEntry(TreeEntry entry) {
    MessageDigest sha256 = sha256();
    update(sha256, entry, DigestedEntryDescriptor.WITHOUT_INODE);
    return new Digest(sha256.digest());
  }

  /** Of an entry with its inode: what tells one lock from another one of the same name. */
  public static Digest ofLock(TreeEntry entry) {
    MessageDigest sha256 = sha256();
    update(sha256, entry, DigestedEntryDescriptor.WITH_INODE);
    return new Digest(sha256.digest());
  }

  /** Of a whole tree: of all entries with their inodes, by which they are ordered. */
  public static Digest ofTree(ConfigTree tree) {
    MessageDigest sha256 = sha256();
    List<TreeEntry> entries = tree.entriesByInode();
    entries.forEach(entry -> update(sha256, entry, DigestedEntryDescriptor.WITH_INODE));
    return new Digest(sha256.digest());
  }

  /** Of any bytes. */
  public static Digest ofBytes(byte[] data) {
    return new Digest(sha256().digest(data));
  }

  private static void update(MessageDigest sha256, TreeEntry entry, int from) {
    byte[] encoded = DigestedEntryDescriptor.encode(entry);
    sha256.update(encoded, from, encoded.length - from);
    sha256.update(entry.attributes().name().toArray());
    if (entry instanceof RegularFile file && file.isWritten()) {
      sha256.update(file.data());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** In hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
