package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;

/**
 * What is known of a file or a directory beside what it contains.
 *
 * @param attributes its name, version, time and writer
 * @param isDirectory whether it is a directory
 * @param size the bytes of a file, 0 for a directory
 */
public record EntryStatus(Attributes attributes, boolean isDirectory, int size) {

  static EntryStatus of(TreeEntry entry) {
    return entry instanceof RegularFile file
        ? new EntryStatus(entry.attributes(), false, file.data().length)
        : new EntryStatus(entry.attributes(), true, 0);
  }
}
