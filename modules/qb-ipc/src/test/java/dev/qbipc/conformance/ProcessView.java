package dev.qbipc.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code /proc} says about a process and about Unix sockets. */
public final class ProcessView {

  private static final int O_CLOEXEC = 02000000;
  private static final String FLAGS = "flags:";
  private static final int INODE_COLUMN = 6;
  private static final int PATH_COLUMN = 7;

  private final Path directory;

  /** Looks at a process of this machine. */
  public ProcessView(int pid) {
    directory = Path.of("/proc", String.valueOf(pid));
  }

  /** The root of the file systems that the process sees. */
  Path root() {
    return directory.resolve("root");
  }

  /** Its open descriptors and what each is; none if it has ended. */
  public Map<Integer, String> descriptors() {
    try (Stream<Path> entries = Files.list(directory.resolve("fd"))) {
      var descriptors = new LinkedHashMap<Integer, String>();
      for (Path entry : entries.collect(Collectors.toList())) {
        readLink(entry, descriptors);
      }
      return descriptors;
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readLink(Path entry, Map<Integer, String> descriptors) throws IOException {
    try {
      int fd = Integer.parseInt(entry.getFileName().toString());
      descriptors.put(fd, Files.readSymbolicLink(entry).toString());
    } catch (NoSuchFileException e) {
      // Closed meanwhile, such as the one that lists this directory.
    }
  }

  /** How many descriptors are sockets. */
  public int socketCount() {
    return (int) descriptors().values().stream().filter(what -> what.startsWith("socket:")).count();
  }

  /** Whether a descriptor is closed when the process starts another program. */
  boolean isCloseOnExec(int fd) {
    try {
      for (String line : Files.readAllLines(directory.resolve("fdinfo/" + fd))) {
        if (line.startsWith(FLAGS)) {
          int flags = Integer.parseInt(line.substring(FLAGS.length()).strip(), 8);
          return (flags & O_CLOEXEC) != 0;
        }
      }
      throw new AssertionError("no flags of descriptor " + fd);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The kernel's list of bound Unix sockets: a socket's name in {@code /proc/<pid>/fd}, and its
   * address, where a zero byte shows as {@code @}.
   */
  static Map<String, String> unixSockets() {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/net/unix"));
      var sockets = new LinkedHashMap<String, String>();
      for (String line : lines.subList(1, lines.size())) {
        String[] columns = line.strip().split(" +");
        if (columns.length > PATH_COLUMN) {
          sockets.put("socket:[" + columns[INODE_COLUMN] + "]", columns[PATH_COLUMN]);
        }
      }
      return sockets;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
