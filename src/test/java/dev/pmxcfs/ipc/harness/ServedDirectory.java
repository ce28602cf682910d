package dev.pmxcfs.ipc.harness;

import dev.pmxcfs.ipc.modules.TestJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server with a module directory that a test may change, and the commands that steer it. */
public final class ServedDirectory {

  /** The program's own modules. */
  public static final Path PROGRAMS_MODULES = Path.of(System.getProperty("pmxcfs.modules"));

  private final Path directory;
  private final String service = Program.newService();

  /**
   * @param directory empty; the modules are put in a directory below, and the database beside
   */
  public ServedDirectory(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(modules());
      for (Path jar : programsModules()) {
        Files.copy(jar, modules().resolve(jar.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<Path> programsModules() {
    try (Stream<Path> files = Files.list(PROGRAMS_MODULES)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String service() {
    return service;
  }

  public Path modules() {
    return directory.resolve("modules");
  }

  public Path database() {
    return directory.resolve("config.db");
  }

  /** The command line of the server, with more options behind it. */
  public String[] serve(String... options) {
    List<String> all = new ArrayList<>(List.of("serve", "--service", service));
    all.addAll(List.of("--db", database().toString(), "--modules", modules().toString()));
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  /** Writes a jar outside of the directory of modules. */
  public Path write(String name, TestJar jar) {
    return jar.write(directory.resolve(name));
  }

  /** Runs {@code modules ...} for the service. */
  public Program.Result command(String... arguments) {
    List<String> all = new ArrayList<>(List.of("modules"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--service", service));
    return InProcess.run(all.toArray(String[]::new));
  }
}
