package dev.pmxcfs.ipc.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A user without any rights of its own, who has the program where it can be read: the class path of
 * the tests may be in somebody's home.
 */
public final class OrdinaryUser {

  private static final String MODULES = "pmxcfs.modules";

  private final int id;
  private final Path program;

  /**
   * @param id its user id and its group's
   * @param directory a new one, which everybody can enter
   */
  public OrdinaryUser(int id, Path directory) throws IOException {
    this.id = id;
    this.program = directory;
    copy(Path.of(System.getProperty(MODULES)), directory.resolve("modules"));
    int number = 0;
    for (String entry : classPath()) {
      copy(Path.of(entry), place(number++, entry));
    }
  }

  private static List<String> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> Files.exists(Path.of(entry)))
        .toList();
  }

  private Path place(int number, String entry) {
    return program.resolve(number + "-" + Path.of(entry).getFileName());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = Files.copy(file, to.resolve(from.relativize(file).toString()));
        String mode = Files.isDirectory(copy) ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(mode));
      }
    }
  }

  /** The command by which it runs another one. */
  public List<String> wrapper() {
    return List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups");
  }

  /** As {@link Program#java}. */
  public List<String> java() {
    List<String> command = new ArrayList<>(Program.java());
    int classPath = command.indexOf("-cp") + 1;
    int[] number = {0};
    command.set(
        classPath,
        classPath().stream()
            .map(entry -> place(number[0]++, entry).toString())
            .collect(Collectors.joining(File.pathSeparator)));
    command.replaceAll(
        argument ->
            argument.startsWith("-D" + MODULES)
                ? "-D" + MODULES + "=" + program.resolve("modules")
                : argument);
    return command;
  }

  /** Gives it a file or directory. */
  public void own(Path path) {
    try {
      Files.setAttribute(path, "unix:uid", id);
      Files.setAttribute(path, "unix:gid", id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
