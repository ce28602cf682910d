package dev.pmxcfs.server.admin;

import dev.pmxcfs.state.ImportedEntry;
import dev.pmxcfs.state.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.ImportedEntry.ImportedFile;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Entries to be imported, each as two {@link Fields}.
 *
 * <pre>
 *   +------+--------+----------+------+-----+---
 *   | path | data   | path "/" | none | ... |
 *   +------+--------+----------+------+-----+---
 *     a file          a directory
 * </pre>
 */
final class ImportDescriptor {

  private static final byte[] NONE = {};

  private ImportDescriptor() {}

  static Buffer encode(ImportedEntry entry) {
    if (entry instanceof ImportedFile file) {
      return Fields.encode(file.path(), file.data());
    }
    byte[] path = Arrays.copyOf(entry.path(), entry.path().length + 1);
    path[path.length - 1] = '/';
    return Fields.encode(path, NONE);
  }

  /**
   * @throws IllegalArgumentException if the payload is not as above
   */
  static List<ImportedEntry> decode(Buffer payload) {
    List<byte[]> fields = Fields.decode(payload);
    if (fields.size() % 2 != 0) {
      throw new IllegalArgumentException("the last entry has a path only");
    }
    List<ImportedEntry> entries = new ArrayList<>(fields.size() / 2);
    for (int i = 0; i < fields.size(); i += 2) {
      entries.add(entry(fields.get(i), fields.get(i + 1)));
    }
    return entries;
  }

  private static ImportedEntry entry(byte[] path, byte[] data) {
    boolean directory = path.length > 0 && path[path.length - 1] == '/';
    return directory ? new ImportedDirectory(path) : new ImportedFile(path, data);
  }
}
