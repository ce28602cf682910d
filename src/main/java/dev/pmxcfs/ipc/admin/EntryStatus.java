package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.nio.ByteBuffer;

/**
 * What is known of a file or a directory beside what it contains.
 *
 * @param attributes its name, version, time and writer
 * @param isDirectory whether it is a directory
 * @param size the bytes of a file, 0 for a directory
 * @param digest tells contents apart where versions do not, 0 if it is not known
 */
public record EntryStatus(Attributes attributes, boolean isDirectory, int size, long digest) {

  static EntryStatus of(TreeEntry entry) {
    return entry instanceof RegularFile file
        ? new EntryStatus(entry.attributes(), false, file.data().length, 0)
        : new EntryStatus(entry.attributes(), true, 0, 0);
  }

  /** With the digest. */
  static EntryStatus digested(TreeEntry entry) {
    EntryStatus status = of(entry);
    return entry instanceof RegularFile file
        ? new EntryStatus(status.attributes(), false, status.size(), digest(file.data()))
        : status;
  }

  private static long digest(byte[] data) {
    return ByteBuffer.wrap(Digest.ofBytes(data).toArray()).getLong();
  }
}
