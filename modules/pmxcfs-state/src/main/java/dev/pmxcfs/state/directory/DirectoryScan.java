package dev.pmxcfs.state.directory;

import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.directory.Finding.FoundDirectory;
import dev.pmxcfs.state.directory.Finding.FoundFile;
import dev.pmxcfs.state.directory.Finding.Gone;
import dev.pmxcfs.state.directory.Finding.LeftOut;
import dev.pmxcfs.state.directory.Finding.SameFile;
import dev.pmxcfs.state.directory.Finding.Unreadable;
import dev.pmxcfs.state.directory.LeftOutEntry.Kind;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.FileStatus.Type;
import dev.qbipc.linux.file.OpenDirectory;
import dev.qbipc.linux.file.OpenFile;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads entries of a directory that others may change at the same time, and may have prepared to
 * mislead: only regular files of that very directory are read, and nothing waits.
 *
 * <p>The user who gave a file its name here need not own it, nor be allowed to read it. So it is
 * accepted only if the directory's owner may read it; a file with several names only if its owner
 * alone can have put it there. A directory on another file system is not accepted.
 *
 * <p>Paths start at the directory that is served or imported; they and names have one character for
 * each byte.
 */
final class DirectoryScan {

  /** Directories in each other. */
  static final int MAX_DEPTH = 100;

  /** Is asked and told while a scan goes on. */
  interface Listener {

    /** Whether a file that has this status need not be read. */
    boolean isKnown(String path, FileStatus status);

    /** How many bytes a file takes the place of, which need no room. */
    default long replacedBytes(String path) {
      return 0;
    }

    /**
     * A directory was opened, and is going to be looked into if this says so.
     *
     * @throws SystemCallException if it cannot be followed
     */
    boolean enter(String path, OpenDirectory directory) throws SystemCallException;

    /** A directory that was entered could not be looked at. */
    void abandon(String path);

    /** One more name was looked at. */
    void progress();
  }

  private final Listener listener;
  private final NavigableMap<String, Finding> findings = new TreeMap<>();
  private long room;

  /**
   * @param room how many bytes are read at the most, beside those that others make way for
   */
  DirectoryScan(Listener listener, long room) {
    this.listener = listener;
    this.room = room;
  }

  /** What was found so far, by path. */
  NavigableMap<String, Finding> findings() {
    return findings;
  }

  /**
   * Looks at all that is in a directory.
   *
   * @param path the directory's, empty for the root
   */
  void lookInto(OpenDirectory directory, String path) throws SystemCallException {
    for (String name : directory.names()) {
      look(directory, path, name);
    }
  }

  /**
   * Looks at one name, and into it if it is a directory that is to be entered.
   *
   * @param path the directory's, empty for the root
   */
  void look(OpenDirectory directory, String path, String name) {
    listener.progress();
    String at = path.isEmpty() ? name : path + "/" + name;
    findings.put(at, found(directory, at, name));
  }

  private Finding found(OpenDirectory directory, String path, String name) {
    Optional<String> against = OfferedNames.reasonAgainst(path, name);
    if (against.isPresent()) {
      return leftOut(path, Kind.NAME, against.get());
    }
    if (findings.size() >= TreeLimits.MAX_ENTRIES) {
      return new Unreadable(
          "there are more than " + TreeLimits.MAX_ENTRIES + " files and directories");
    }
    try {
      FileStatus status = directory.status(name);
      return switch (status.type()) {
        case REGULAR -> file(directory, path, name, status);
        case DIRECTORY -> directory(directory, path, name);
        case SYMBOLIC_LINK -> leftOut(path, Kind.TYPE, "is a symbolic link");
        case OTHER -> leftOut(path, Kind.TYPE, "is neither a file nor a directory");
      };
    } catch (SystemCallException e) {
      return e.isMissing() ? new Gone() : new Unreadable(e.getMessage());
    }
  }

  private Finding file(OpenDirectory directory, String path, String name, FileStatus status)
      throws SystemCallException {
    if (listener.isKnown(path, status)) {
      return new SameFile();
    }
    if (status.size() > WriteFile.MAX_FILE_SIZE) {
      return tooLarge(path);
    }
    long replaced = listener.replacedBytes(path);
    if (status.size() > room + replaced) {
      return new Unreadable("there are more than " + TreeLimits.MAX_BYTES + " bytes in all");
    }
    try (OpenFile file = directory.file(name)) {
      FileStatus opened = file.status();
      if (opened.type() != Type.REGULAR) {
        return new Unreadable("was replaced while it was looked at");
      }
      if (opened.links() > 1 && !isPlacedByOwner(opened, directory.status())) {
        return leftOut(
            path, Kind.LINKS, "has other names (hard links) that may belong to another user");
      }
      if (!opened.isReadableByOwnerOf(directory.status())) {
        return leftOut(path, Kind.OWNER, "may not be read by who owns the directory it is in");
      }
      byte[] data = file.read(WriteFile.MAX_FILE_SIZE + 1);
      if (data.length > WriteFile.MAX_FILE_SIZE) {
        return tooLarge(path);
      }
      room -= data.length - replaced;
      return new FoundFile(opened, data);
    }
  }

  private static boolean isPlacedByOwner(FileStatus file, FileStatus directory) {
    return file.uid() == directory.uid() && directory.isWritableByOwnerAlone();
  }

  private Finding directory(OpenDirectory parent, String path, String name)
      throws SystemCallException {
    if (path.chars().filter(character -> character == '/').count() >= MAX_DEPTH) {
      return leftOut(path, Kind.TYPE, "is in more than " + MAX_DEPTH + " directories");
    }
    try (OpenDirectory directory = parent.directory(name)) {
      if (directory.status().device() != parent.status().device()) {
        return leftOut(path, Kind.TYPE, "is on another file system");
      }
      if (!directory.status().isReadableByOwnerOf(parent.status())) {
        return leftOut(path, Kind.OWNER, "may not be read by who owns the directory it is in");
      }
      boolean entered = listener.enter(path, directory);
      if (entered) {
        lookIntoOrAbandon(directory, path);
      }
      return new FoundDirectory(entered);
    }
  }

  private void lookIntoOrAbandon(OpenDirectory directory, String path) throws SystemCallException {
    try {
      lookInto(directory, path);
    } catch (SystemCallException e) {
      listener.abandon(path);
      throw e;
    }
  }

  private static LeftOut tooLarge(String path) {
    return leftOut(path, Kind.SIZE, "is larger than " + WriteFile.MAX_FILE_SIZE + " bytes");
  }

  private static LeftOut leftOut(String path, Kind kind, String reason) {
    return new LeftOut(new LeftOutEntry(path, kind, reason));
  }
}
