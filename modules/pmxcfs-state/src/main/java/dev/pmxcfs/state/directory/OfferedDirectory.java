package dev.pmxcfs.state.directory;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.directory.Finding.FoundDirectory;
import dev.pmxcfs.state.directory.Finding.FoundFile;
import dev.pmxcfs.state.directory.Finding.LeftOut;
import dev.pmxcfs.state.directory.Finding.Unreadable;
import dev.pmxcfs.state.directory.LeftOutEntry.Kind;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.NamedPath;
import dev.qbipc.linux.file.OpenDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a directory offers at one moment, by the rules by which one is served.
 *
 * @param entries what is to be brought in; directories come before what is in them
 * @param leftOut what is not offered, by its path
 */
public record OfferedDirectory(List<Entry> entries, List<LeftOutEntry> leftOut) {

  /**
   * A file or directory.
   *
   * @param path from the directory that was read
   * @param data what is in the file; empty for a directory
   */
  public record Entry(ByteString path, Optional<byte[]> data) {}

  /**
   * Reads all that a directory offers. Blocks.
   *
   * @param progress is run for each name that is looked at
   * @throws DirectoryException if something cannot be read that would be offered, or is too large
   */
  public static OfferedDirectory read(Path directory, Runnable progress) throws DirectoryException {
    var scan = new DirectoryScan(new Once(progress), TreeLimits.MAX_BYTES);
    try (OpenDirectory root = NamedPath.openDirectory(directory)) {
      scan.lookInto(root, "");
    } catch (SystemCallException e) {
      throw new DirectoryException(directory, e.getMessage(), e);
    }
    var offered = new OfferedDirectory(new ArrayList<>(), new ArrayList<>());
    for (var found : scan.findings().entrySet()) {
      offered.add(directory, ByteString.ofLatin1(found.getKey()), found.getValue());
    }
    return offered;
  }

  private void add(Path directory, ByteString path, Finding found) throws DirectoryException {
    if (found instanceof FoundFile file) {
      entries.add(new Entry(path, Optional.of(file.data())));
    } else if (found instanceof FoundDirectory) {
      entries.add(new Entry(path, Optional.empty()));
    } else if (found instanceof Unreadable unreadable) {
      throw new DirectoryException(directory, path, unreadable.reason());
    } else if (found instanceof LeftOut left && left.entry().kind() == Kind.SIZE) {
      throw new DirectoryException(directory, path, left.entry().reason());
    } else if (found instanceof LeftOut left) {
      leftOut.add(left.entry());
    }
  }

  /** Looks at everything, and does not come back. */
  private record Once(Runnable counted) implements DirectoryScan.Listener {

    @Override
    public boolean isKnown(String path, FileStatus status) {
      return false;
    }

    @Override
    public boolean enter(String path, OpenDirectory directory) {
      return true;
    }

    @Override
    public void abandon(String path) {}

    @Override
    public void progress() {
      counted.run();
    }
  }
}
