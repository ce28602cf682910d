package dev.pmxcfs.state.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.Draft;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.pmxcfs.state.tree.WatchedFiles;
import java.time.Clock;
import java.util.Optional;

/**
 * The configuration that a directory has come to, by changes that follow the rules of a node by
 * itself. For one thread.
 */
final class MirroredConfiguration {

  private final Clock clock;
  private Configuration configuration;

  /**
   * Of a directory with nothing in it.
   *
   * @param clock tells the times of changes
   */
  MirroredConfiguration(Clock clock) {
    this.clock = clock;
    int now = (int) clock.instant().getEpochSecond();
    ConfigTree empty = ConfigTree.empty(ConfigTree.FIRST_VERSION, now);
    configuration =
        new Configuration(empty, GuestList.EMPTY, WatchedFiles.UNREAD, LockRecords.NONE);
  }

  Configuration current() {
    return configuration;
  }

  /** Counts versions as if all of it had been loaded at the start. */
  void countAsLoaded() {
    try {
      configuration = Configuration.loaded(configuration.tree(), clock.instant().getEpochSecond());
    } catch (DuplicateGuestException e) {
      throw new IllegalStateException("rules of the tree let in a second guest", e);
    }
  }

  /** Makes a change, or none of it if the rules refuse it. */
  void apply(Change change) throws TreeException {
    var here = new Origin(Origin.LOCAL_WRITER, clock.instant().getEpochSecond());
    var draft = new Draft(configuration, here);
    change.applyTo(draft);
    if (!draft.isUnchanged()) {
      configuration = draft.configuration();
    }
  }

  /** What is at a path, of a character for each byte. */
  Optional<TreeEntry> find(String path) {
    return configuration.tree().find(configPath(path));
  }

  static ConfigPath configPath(String path) {
    return new ConfigPath(path.getBytes(ISO_8859_1));
  }

  /** How many bytes all files have. */
  long bytes() {
    return configuration.tree().root().bytes();
  }

  /** The bytes of a file, 0 if there is none. */
  long bytesAt(String path) {
    return find(path).filter(RegularFile.class::isInstance).map(TreeEntry::bytes).orElse(0L);
  }

  /** How many bytes more there may be. */
  long room() {
    return TreeLimits.MAX_BYTES - bytes();
  }

  /**
   * Whether there is room for a file.
   *
   * @param size of the file
   * @param old what it replaces
   */
  boolean hasRoomFor(long size, Optional<TreeEntry> old) {
    Directory root = configuration.tree().root();
    long bytes = root.bytes() - old.map(TreeEntry::bytes).orElse(0L) + size;
    return bytes <= TreeLimits.MAX_BYTES
        && (old.isPresent() || root.files() < TreeLimits.MAX_ENTRIES);
  }
}
