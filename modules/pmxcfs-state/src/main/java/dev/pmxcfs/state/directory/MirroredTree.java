package dev.pmxcfs.state.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.Draft;
import dev.pmxcfs.state.change.ImportDirectory;
import dev.pmxcfs.state.change.ImportFile;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.directory.Changes.Move;
import dev.pmxcfs.state.directory.Finding.FoundDirectory;
import dev.pmxcfs.state.directory.Finding.FoundFile;
import dev.pmxcfs.state.directory.Finding.Gone;
import dev.pmxcfs.state.directory.Finding.LeftOut;
import dev.pmxcfs.state.directory.Finding.SameFile;
import dev.pmxcfs.state.directory.Finding.Unreadable;
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
import dev.qbipc.linux.file.FileStatus;
import java.time.Clock;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configuration that is brought up to date with a directory by the changes that would have made
 * the changes, so that rules and versions are those of files that were written through the tree.
 *
 * <p>A file that the rules refuse is left as it was in the tree, and so is what cannot be read;
 * each is warned of once. For one thread.
 */
final class MirroredTree {

  private static final Logger LOG = LoggerFactory.getLogger(MirroredTree.class);

  private static final Finding TAKEN_IN = new SameFile();

  private static final long FIRST_VERSION = 1;

  private final Clock clock;
  private final Complaints complaints;
  private final Runnable progress;
  private final NavigableMap<String, FileRead> files = new TreeMap<>();
  private final NavigableMap<String, Boolean> refused = new TreeMap<>();
  private Configuration configuration;

  /**
   * Mirrors nothing yet.
   *
   * @param clock tells the times of changes
   * @param complaints takes what is not served as it is
   * @param progress is run for each change
   */
  MirroredTree(Clock clock, Complaints complaints, Runnable progress) {
    this.clock = clock;
    this.complaints = complaints;
    this.progress = progress;
    long now = clock.instant().getEpochSecond();
    ConfigTree empty = ConfigTree.empty(FIRST_VERSION, (int) now);
    configuration =
        new Configuration(empty, GuestList.EMPTY, WatchedFiles.UNREAD, LockRecords.NONE);
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

  /** Whether a file has been read, and has not changed since. */
  boolean isKnown(String path, FileStatus status) {
    FileRead read = files.get(path);
    return read != null && read.isStillOf(status);
  }

  /** The files that the rules refused and that are still there, as a copy. */
  Set<String> refused() {
    return new TreeSet<>(refused.keySet());
  }

  /**
   * Takes in that a file was renamed, so that it is never missing. What the rules refuse, and
   * directories, are left to be found in a look.
   */
  void move(Move move) {
    if (find(move.from()).filter(RegularFile.class::isInstance).isEmpty()) {
      return;
    }
    var draft = draft();
    try {
      new RenameEntry(configPath(move.from()), configPath(move.to())).applyTo(draft);
      configuration = draft.configuration();
      files.remove(move.from());
      files.remove(move.to());
    } catch (TreeException e) {
      LOG.debug("a rename is not taken in as one: {}", e.getMessage());
    }
  }

  /**
   * Takes in what was found.
   *
   * @param findings what is in them is let go
   * @return whether something was deleted, or there are fewer bytes than before, so that what was
   *     refused may be let in now
   */
  boolean update(NavigableMap<String, Finding> findings) {
    long before = bytes();
    // first what has gone: a guest may have moved to another node
    boolean deleted = false;
    for (var found : findings.descendingMap().entrySet()) {
      deleted |= makeWay(found.getKey(), found.getValue(), findings);
    }
    for (var found : findings.entrySet()) {
      takeIn(found.getKey(), found.getValue());
      found.setValue(TAKEN_IN); // a whole directory is in memory once, not twice
    }
    return deleted || bytes() < before;
  }

  private boolean makeWay(String path, Finding found, NavigableMap<String, Finding> findings) {
    Optional<TreeEntry> entry = find(path);
    if (found instanceof Gone) {
      complaints.withdraw(path);
    }
    if (found instanceof Gone || found instanceof LeftOut) {
      return forget(path, entry);
    }
    if (found instanceof FoundFile && entry.filter(Directory.class::isInstance).isPresent()
        || found instanceof FoundDirectory
            && entry.filter(RegularFile.class::isInstance).isPresent()) {
      return forget(path, entry);
    }
    return found instanceof FoundDirectory directory
        && directory.looked()
        && forgetOthers(path, entry, findings);
  }

  /** Deletes what is in a directory of the tree and was not found there. */
  private boolean forgetOthers(
      String path, Optional<TreeEntry> entry, NavigableMap<String, Finding> findings) {
    boolean deleted = false;
    if (entry.isPresent() && entry.get() instanceof Directory directory) {
      for (TreeEntry child : directory.children()) {
        String name = child.attributes().name().toLatin1();
        String at = path.isEmpty() ? name : path + "/" + name;
        if (!findings.containsKey(at)) {
          complaints.withdraw(at);
          deleted |= forget(at, Optional.of(child));
        }
      }
    }
    return deleted;
  }

  private boolean forget(String path, Optional<TreeEntry> entry) {
    files.remove(path);
    refused.remove(path);
    Below.path(refused, path).clear();
    complaints.withdrawBelow(path);
    if (entry.isEmpty()) {
      return false;
    }
    if (entry.get() instanceof Directory directory) {
      for (TreeEntry child : directory.children()) {
        forget(path + "/" + child.attributes().name().toLatin1(), Optional.of(child));
      }
    }
    return apply(path, new DeleteEntry(configPath(path)));
  }

  private void takeIn(String path, Finding found) {
    if (found instanceof FoundFile file) {
      takeInFile(path, file);
    } else if (found instanceof FoundDirectory && !path.isEmpty()) {
      complaints.withdraw(path);
      apply(path, new ImportDirectory(configPath(path)));
    } else if (found instanceof Unreadable unreadable) {
      complaints.cannotBeRead(path, unreadable.reason());
    } else if (found instanceof LeftOut leftOut) {
      complaints.leftOut(leftOut.entry());
    }
  }

  private void takeInFile(String path, FoundFile found) {
    var now = new FileRead(found.status(), clock.millis());
    if (applyFile(path, found, files.get(path))) {
      files.put(path, now);
      refused.remove(path);
      complaints.withdraw(path);
    }
  }

  /** How many bytes more there may be. */
  long room() {
    return TreeLimits.MAX_BYTES - bytes();
  }

  private long bytes() {
    return configuration.tree().root().bytes();
  }

  /** The bytes of a file, 0 if there is none. */
  long bytesAt(String path) {
    return find(path).filter(RegularFile.class::isInstance).map(TreeEntry::bytes).orElse(0L);
  }

  private boolean applyFile(String path, FoundFile found, FileRead earlier) {
    ConfigPath at = configPath(path);
    Optional<TreeEntry> entry = find(path);
    if (!hasRoomFor(found, entry)) {
      complaints.cannotBeRead(path, "there is more in the directory than is served in all");
      return false;
    }
    if (entry.isEmpty()) {
      return apply(path, new ImportFile(at, found.data()));
    }
    if (!Arrays.equals(found.data(), ((RegularFile) entry.get()).data())) {
      return apply(path, new WriteFile(at, 0, found.data(), true));
    }
    boolean touched = earlier != null && earlier.isTouched(found.status());
    return !touched || apply(path, new SetMtime(at, (int) found.status().modified().seconds()));
  }

  private boolean hasRoomFor(FoundFile found, Optional<TreeEntry> old) {
    Directory root = configuration.tree().root();
    long bytes = root.bytes() - old.map(TreeEntry::bytes).orElse(0L) + found.data().length;
    return bytes <= TreeLimits.MAX_BYTES
        && (old.isPresent() || root.files() < TreeLimits.MAX_ENTRIES);
  }

  private Optional<TreeEntry> find(String path) {
    return configuration.tree().find(configPath(path));
  }

  private static ConfigPath configPath(String path) {
    return new ConfigPath(path.getBytes(ISO_8859_1));
  }

  private Draft draft() {
    return new Draft(
        configuration, new Origin(Origin.LOCAL_WRITER, clock.instant().getEpochSecond()));
  }

  private boolean apply(String path, Change change) {
    progress.run();
    var draft = draft();
    try {
      change.applyTo(draft);
    } catch (TreeException e) {
      refused.put(path, true);
      complaints.refused(path, e.getMessage());
      return false;
    }
    if (!draft.isUnchanged()) {
      configuration = draft.configuration();
    }
    return true;
  }
}
