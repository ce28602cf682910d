package dev.pmxcfs.ipc.cli.config.diff;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.cli.config.place.ListedEntry;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.change.ImportedEntry.KeptEntry;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.TreeDifference.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Something that the configuration and a directory have not in common.
 *
 * @param kind what makes the directory of the configuration
 * @param path with a slash at the end of a directory's
 * @param before contents in the configuration, none of a directory
 * @param after contents in the directory, none of a directory
 */
record DirectoryDifference(
    Kind kind, ByteString path, Optional<byte[]> before, Optional<byte[]> after) {

  private static final String LOCKS = LockRecords.DIRECTORY.canonical().toLatin1() + "/";

  /**
   * Everything that would change if the configuration were made equal to a directory, by path.
   * Locks are left aside, and what has something in its place that is no file.
   *
   * @param offered what the directory has
   */
  static List<DirectoryDifference> between(ConfigFiles files, List<ImportedEntry> offered)
      throws RefusedException, IOException {
    Map<String, Optional<byte[]>> left = new TreeMap<>();
    Set<String> kept = new HashSet<>();
    for (ImportedEntry entry : offered) {
      String path = latin1(entry.path());
      if (entry instanceof ImportedFile file) {
        left.put(path, Optional.of(file.data()));
      } else if (entry instanceof KeptEntry) {
        kept.add(path);
      } else {
        left.put(path + "/", Optional.empty());
      }
    }
    Map<String, DirectoryDifference> found = new TreeMap<>();
    for (ListedEntry entry : ListedEntry.in(files, ByteString.of(""), true)) {
      String path = entry.path().toLatin1();
      Optional<byte[]> there = left.remove(path);
      if (entry.status().isDirectory()) {
        if (there == null && !isLeftAside(path, kept)) {
          found.put(path, deleted(path, Optional.empty()));
        }
      } else if (there == null) {
        if (!isLeftAside(path, kept)) {
          found.put(path, deleted(path, Optional.of(files.read(entry.path().toArray()))));
        }
      } else {
        byte[] data = files.read(entry.path().toArray());
        if (!Arrays.equals(data, there.orElseThrow())) {
          found.put(
              path, new DirectoryDifference(Kind.CHANGE, entry.path(), Optional.of(data), there));
        }
      }
    }
    left.keySet().removeIf(path -> path.startsWith(LOCKS));
    left.forEach(
        (path, data) ->
            found.put(
                path,
                new DirectoryDifference(
                    Kind.CREATE, ByteString.ofLatin1(path), Optional.empty(), data)));
    return new ArrayList<>(found.values());
  }

  private static DirectoryDifference deleted(String path, Optional<byte[]> data) {
    return new DirectoryDifference(Kind.DELETE, ByteString.ofLatin1(path), data, Optional.empty());
  }

  private static boolean isLeftAside(String path, Set<String> kept) {
    return isOfLocks(path)
        || kept.stream().anyMatch(one -> path.equals(one) || path.startsWith(one + "/"));
  }

  /** A lock, what is in it, and the directories that lead to it. */
  private static boolean isOfLocks(String path) {
    return path.startsWith(LOCKS) || path.endsWith("/") && LOCKS.startsWith(path);
  }

  private static String latin1(byte[] path) {
    return ByteString.copyOf(path, 0, path.length).toLatin1();
  }

  boolean isDirectory() {
    return path.toLatin1().endsWith("/");
  }
}
