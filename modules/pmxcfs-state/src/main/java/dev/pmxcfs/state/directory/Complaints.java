package dev.pmxcfs.state.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pmxcfs.state.directory.LeftOutEntry.Kind;
import dev.pmxcfs.state.tree.ConfigPath;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What of a directory is not served as it is, each said once in the log as long as its reason stays
 * the same. For one thread.
 */
final class Complaints {

  private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

  /** More are not said, only kept. */
  private static final int MAX_SAID = 100;

  /** An operator expects such a file to be served. */
  private static final Set<Kind> IS_MISSED = Set.of(Kind.SIZE, Kind.OWNER);

  private final Path directory;
  private final NavigableMap<String, String> reasons = new TreeMap<>();
  private final NavigableMap<String, Boolean> retried = new TreeMap<>();

  /**
   * @param directory for people
   */
  Complaints(Path directory) {
    this.directory = directory;
  }

  /** The rules of the tree refuse it. */
  void refused(String path, String reason) {
    retried.remove(path);
    if (isNew(path, reason)) {
      LOG.warn("{} in {} is not served as it is: {}", forPeople(path), directory, reason);
    }
  }

  /** It cannot be read, and may be later. */
  void cannotBeRead(String path, String reason) {
    retried.put(path, true);
    if (isNew(path, reason)) {
      LOG.warn("{} in {} cannot be read and is left out: {}", forPeople(path), directory, reason);
    }
  }

  /** It is not offered. What is left out for its name alone is expected, and not said. */
  void leftOut(LeftOutEntry entry) {
    if (entry.kind() == Kind.LINKS || entry.kind() == Kind.OWNER) {
      retried.put(entry.path(), true);
    } else {
      retried.remove(entry.path());
    }
    if (entry.kind() != Kind.NAME && isNew(entry.path(), entry.reason())) {
      LOG.atLevel(IS_MISSED.contains(entry.kind()) ? Level.WARN : Level.INFO)
          .log("{} in {} is left out: it {}", forPeople(entry.path()), directory, entry.reason());
    }
  }

  private boolean isNew(String path, String reason) {
    if (reason.equals(reasons.put(path, reason)) || reasons.size() > MAX_SAID) {
      return false;
    }
    if (reasons.size() == MAX_SAID) {
      LOG.warn(
          "more than {} names in {} are not served; the others are not named", MAX_SAID, directory);
    }
    return true;
  }

  private static String forPeople(String path) {
    return new ConfigPath(path.getBytes(ISO_8859_1)).toString();
  }

  /** What was said of a path is true no more. */
  void withdraw(String path) {
    reasons.remove(path);
    retried.remove(path);
  }

  /** The same of all that is below a path. */
  void withdrawBelow(String path) {
    Below.path(reasons, path).clear();
    Below.path(retried, path).clear();
  }

  /**
   * The paths of what may come to be served though nothing tells of a change, as a copy: what could
   * not be read, what may be given to another owner, and files with other names, which may be lost
   * elsewhere.
   */
  Set<String> retried() {
    return new TreeSet<>(retried.keySet());
  }

  /** Whether there are any. */
  boolean hasRetried() {
    return !retried.isEmpty();
  }
}
