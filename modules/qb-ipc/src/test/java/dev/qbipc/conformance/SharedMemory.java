package dev.qbipc.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What servers have in {@code /dev/shm}, and whose it is. */
public final class SharedMemory {

  /** Where libqb puts its rings. */
  public static final Path DIRECTORY = Path.of("/dev/shm");

  /**
   * Owner and permissions of a file.
   *
   * @param mode permission bits
   */
  public record Ownership(int uid, int gid, int mode) {

    private static final int PERMISSIONS = 07777;

    public static Ownership of(Path path) {
      try {
        var attributes = Files.readAttributes(path, "unix:uid,gid,mode");
        return new Ownership(
            (Integer) attributes.get("uid"),
            (Integer) attributes.get("gid"),
            (Integer) attributes.get("mode") & PERMISSIONS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return uid + ":" + gid + " " + Integer.toOctalString(mode);
    }
  }

  private SharedMemory() {}

  /** The connections' directories of a server. */
  public static List<Path> directoriesOf(int serverPid) {
    return directoriesOf(DIRECTORY, serverPid);
  }

  /** As {@link #directoriesOf(int)}, in the shared memory of another mount namespace. */
  public static List<Path> directoriesOf(Path sharedMemory, int serverPid) {
    return list(sharedMemory).stream()
        .filter(path -> path.getFileName().toString().startsWith("qb-" + serverPid + "-"))
        .collect(Collectors.toList());
  }

  /** The names of a directory's files, in order. */
  public static List<String> names(Path directory) {
    var names = new TreeSet<String>();
    list(directory).forEach(path -> names.add(path.getFileName().toString()));
    return List.copyOf(names);
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until a server has so many directories left, those of connections that stay, and has
   * closed the removed ones.
   */
  public static void assertNothingLeftBut(int connections, int serverPid) {
    Eventually.assertBecomes(
        "directories in /dev/shm", connections, () -> directoriesOf(serverPid).size());
    assertRemovedOnesAreClosed(serverPid);
  }

  /** Waits until a server has no directory left, and has closed the removed ones. */
  public static void assertNothingLeft(int serverPid) {
    Eventually.assertBecomes("directories in /dev/shm", List.of(), () -> directoriesOf(serverPid));
    assertRemovedOnesAreClosed(serverPid);
  }

  /** Waits until a server is through with a directory, which it keeps open as long. */
  public static void assertIsClosed(int serverPid, Path directory) {
    var server = new ProcessView(serverPid);
    Eventually.assertBecomes(
        directory + " is open",
        false,
        () -> server.descriptors().containsValue(directory.toString()));
  }

  private static void assertRemovedOnesAreClosed(int serverPid) {
    var server = new ProcessView(serverPid);
    Eventually.assertBecomes(
        "removed directories, open", List.of(), () -> removedDirectories(server));
  }

  private static List<String> removedDirectories(ProcessView process) {
    return process.descriptors().values().stream()
        .filter(what -> what.startsWith(DIRECTORY + "/qb-") && what.endsWith(" (deleted)"))
        .toList();
  }
}
