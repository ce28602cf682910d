package dev.pmxcfs.state.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.mutation.Configuration;
import dev.pmxcfs.state.mutation.DeleteEntry;
import dev.pmxcfs.state.mutation.Draft;
import dev.pmxcfs.state.mutation.ImportDirectory;
import dev.pmxcfs.state.mutation.ImportFile;
import dev.pmxcfs.state.mutation.Mutation;
import dev.pmxcfs.state.mutation.Origin;
import dev.pmxcfs.state.mutation.SetMtime;
import dev.pmxcfs.state.mutation.WriteFile;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.pmxcfs.state.tree.WatchedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configuration that is brought up to date with a directory by the mutations that would have made
 * the changes, so that rules and versions are those of files that were written through the tree.
 *
 * <p>A file that the rules refuse is left as it was in the tree, and warned of once. It is tried
 * again each time, since what stood against it may have gone. For one thread.
 */
final class MirroredTree {

  private static final Logger LOG = LoggerFactory.getLogger(MirroredTree.class);

  private static final long FIRST_VERSION = 1;
  private static final int LOCAL_WRITER = 0;

  /** For people. */
  private final Path root;

  private final Clock clock;
  private final Map<String, FileRead> files = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private Configuration configuration;

  /** Mirrors nothing yet. */
  MirroredTree(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
    long now = clock.instant().getEpochSecond();
    var rootAttributes =
        new Attributes(
            ConfigTree.ROOT_INODE, 0, FIRST_VERSION, LOCAL_WRITER, (int) now, ByteString.of(""));
    var empty = new ConfigTree(Directory.empty(rootAttributes));
    configuration =
        new Configuration(empty, GuestList.EMPTY, WatchedFiles.UNREAD, LockRecords.of(empty, now));
  }

  Configuration configuration() {
    return configuration;
  }

  /** Counts versions as if all that is mirrored so far had been loaded at the start. */
  void countAsLoaded() {
    try {
      configuration = Configuration.loaded(configuration.tree(), clock.instant().getEpochSecond());
    } catch (DuplicateGuestException e) {
      throw new IllegalStateException("rules of the tree let in a second guest", e);
    }
  }

  /**
   * Takes in all differences.
   *
   * @param found what is in the directory, as {@link DirectoryScan} finds it
   */
  void update(NavigableMap<String, FoundEntry> found) {
    files.keySet().retainAll(found.keySet());
    refused.retainAll(found.keySet());
    // first what has gone: a guest may have moved to another node
    for (String path : paths().descendingSet()) {
      FoundEntry now = found.get(path);
      if (now == null || now.isDirectory() != isDirectory(path)) {
        apply(path, new DeleteEntry(configPath(path)));
      }
    }
    found.forEach(
        (path, entry) -> {
          if (entry.isDirectory()) {
            apply(path, new ImportDirectory(configPath(path)));
          } else {
            updateFile(path, entry);
          }
        });
  }

  private NavigableSet<String> paths() {
    NavigableSet<String> paths = new TreeSet<>();
    addPaths("", configuration.tree().root(), paths);
    return paths;
  }

  private static void addPaths(String prefix, Directory directory, Set<String> paths) {
    for (TreeEntry entry : directory.children()) {
      String path = prefix + entry.attributes().name().toLatin1();
      paths.add(path);
      if (entry instanceof Directory child) {
        addPaths(path + "/", child, paths);
      }
    }
  }

  private Optional<TreeEntry> find(String path) {
    return configuration.tree().find(configPath(path));
  }

  private static ConfigPath configPath(String path) {
    return new ConfigPath(path.getBytes(ISO_8859_1));
  }

  private boolean isDirectory(String path) {
    return find(path).filter(Directory.class::isInstance).isPresent();
  }

  private void updateFile(String path, FoundEntry entry) {
    FileStamp stamp = FileStamp.of(entry.attributes());
    FileRead earlier = files.get(path);
    if (earlier != null && earlier.isStillOf(stamp)) {
      return;
    }
    var now = new FileRead(stamp, clock.millis());
    try {
      if (applyFile(path, read(entry.path()), earlier, stamp)) {
        files.put(path, now);
        refused.remove(path);
      }
    } catch (NoSuchFileException e) {
      LOG.debug("{} has gone before it was read", entry.path());
    } catch (IOException e) {
      refuse(path, e.toString());
    }
  }

  /** One byte more than a file may have is enough: the tree refuses it then. */
  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(WriteFile.MAX_FILE_SIZE + 1);
    }
  }

  private boolean applyFile(String path, byte[] data, FileRead earlier, FileStamp stamp) {
    ConfigPath at = configPath(path);
    Optional<TreeEntry> entry = find(path);
    if (entry.isEmpty()) {
      return apply(path, new ImportFile(at, data));
    }
    if (!Arrays.equals(data, ((RegularFile) entry.get()).data())) {
      return apply(path, new WriteFile(at, 0, data, true));
    }
    boolean touched = earlier != null && !earlier.stamp().equals(stamp);
    return !touched || apply(path, new SetMtime(at, stamp.mtime()));
  }

  private boolean apply(String path, Mutation mutation) {
    var draft =
        new Draft(configuration, new Origin(LOCAL_WRITER, clock.instant().getEpochSecond()));
    try {
      mutation.applyTo(draft);
    } catch (TreeException e) {
      refuse(path, e.getMessage());
      return false;
    }
    if (!draft.isUnchanged()) {
      configuration = draft.configuration();
    }
    return true;
  }

  private void refuse(String path, String reason) {
    if (refused.add(path)) {
      LOG.warn("{} in {} is not served as it is: {}", configPath(path), root, reason);
    }
  }
}
