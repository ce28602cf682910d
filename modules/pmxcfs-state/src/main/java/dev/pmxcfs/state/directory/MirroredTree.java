package dev.pmxcfs.state.directory;

import static dev.pmxcfs.state.directory.MirroredConfiguration.configPath;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.ImportDirectory;
import dev.pmxcfs.state.change.ImportFile;
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
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
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

  private final Clock clock;
  private final Complaints complaints;
  private final Runnable progress;
  private final NavigableMap<String, FileRead> files = new TreeMap<>();
  private final NavigableMap<String, Boolean> refused = new TreeMap<>();
  private final MirroredConfiguration mirror;

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
    mirror = new MirroredConfiguration(clock);
  }

  Configuration configuration() {
    return mirror.current();
  }

  /** Counts versions as if all that is mirrored so far had been loaded at the start. */
  void countAsLoaded() {
    mirror.countAsLoaded();
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
    if (mirror.find(move.from()).filter(RegularFile.class::isInstance).isEmpty()) {
      return;
    }
    try {
      mirror.apply(new RenameEntry(configPath(move.from()), configPath(move.to())));
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
    long before = mirror.bytes();
    // first what has gone: a guest may have moved to another node
    boolean deleted = false;
    for (var found : findings.descendingMap().entrySet()) {
      deleted |= makeWay(found.getKey(), found.getValue(), findings);
    }
    for (var found : findings.entrySet()) {
      takeIn(found.getKey(), found.getValue());
      found.setValue(TAKEN_IN); // a whole directory is in memory once, not twice
    }
    return deleted || mirror.bytes() < before;
  }

  private boolean makeWay(String path, Finding found, NavigableMap<String, Finding> findings) {
    Optional<TreeEntry> entry = mirror.find(path);
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
    return mirror.room();
  }

  /** The bytes of a file, 0 if there is none. */
  long bytesAt(String path) {
    return mirror.bytesAt(path);
  }

  private boolean applyFile(String path, FoundFile found, FileRead earlier) {
    ConfigPath at = configPath(path);
    Optional<TreeEntry> entry = mirror.find(path);
    if (!mirror.hasRoomFor(found.data().length, entry)) {
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

  private boolean apply(String path, Change change) {
    progress.run();
    try {
      mirror.apply(change);
    } catch (TreeException e) {
      refused.put(path, true);
      complaints.refused(path, e.getMessage());
      return false;
    }
    return true;
  }
}
