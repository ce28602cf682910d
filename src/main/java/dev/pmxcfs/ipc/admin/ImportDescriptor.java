package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.change.ImportedEntry.KeptEntry;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries of an import, each as three {@link Fields}.
 *
 * <pre>
 *   +--------+------+------+-------------+------+------+--------+------+------+---
 *   | "file" | path | data | "directory" | path | none | "kept" | path | none | ...
 *   +--------+------+------+-------------+------+------+--------+------+------+---
 * </pre>
 */
final class ImportDescriptor {

  private static final String FILE = "file";
  private static final String DIRECTORY = "directory";
  private static final String KEPT = "kept";

  private static final int FIELDS = 3;
  private static final byte[] NONE = {};

  private ImportDescriptor() {}

  static Buffer encode(ImportedEntry entry) {
    if (entry instanceof ImportedFile file) {
      return encode(FILE, file.path(), file.data());
    }
    return encode(entry instanceof ImportedDirectory ? DIRECTORY : KEPT, entry.path(), NONE);
  }

  private static Buffer encode(String kind, byte[] path, byte[] data) {
    return Fields.encode(kind.getBytes(StandardCharsets.US_ASCII), path, data);
  }

  /**
   * @throws IllegalArgumentException if the payload is not as above
   */
  static List<ImportedEntry> decode(Buffer payload) {
    List<byte[]> fields = Fields.decode(payload);
    if (fields.size() % FIELDS != 0) {
      throw new IllegalArgumentException("the last entry is cut off");
    }
    List<ImportedEntry> entries = new ArrayList<>(fields.size() / FIELDS);
    for (int i = 0; i < fields.size(); i += FIELDS) {
      String kind = new String(fields.get(i), StandardCharsets.US_ASCII);
      entries.add(entry(kind, fields.get(i + 1), fields.get(i + 2)));
    }
    return entries;
  }

  private static ImportedEntry entry(String kind, byte[] path, byte[] data) {
    return switch (kind) {
      case FILE -> new ImportedFile(path, data);
      case DIRECTORY -> new ImportedDirectory(path);
      case KEPT -> new KeptEntry(path);
      default -> throw new IllegalArgumentException("an entry is of no known kind");
    };
  }
}
