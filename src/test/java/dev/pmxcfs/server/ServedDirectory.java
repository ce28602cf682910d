package dev.pmxcfs.server;

import dev.pmxcfs.server.loader.TestJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server with a module directory that a test may change, and the commands that steer it. */
final class ServedDirectory {

  /** The program's own modules. */
  static final Path PROGRAMS_MODULES = Path.of(System.getProperty("pmxcfs.modules"));

  private final Path directory;
  private final String service = Program.newService();

  /**
   * @param directory empty; the modules are put in a directory below, and the database beside
   */
  ServedDirectory(Path directory) {
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

  static List<Path> programsModules() {
    try (Stream<Path> files = Files.list(PROGRAMS_MODULES)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String service() {
    return service;
  }

  Path modules() {
    return directory.resolve("modules");
  }

  Path database() {
    return directory.resolve("config.db");
  }

  /** The command line of the server, with more options behind it. */
  String[] serve(String... options) {
    List<String> all = new ArrayList<>(List.of("serve", "--service", service));
    all.addAll(List.of("--db", database().toString(), "--modules", modules().toString()));
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  /** Writes a jar outside of the directory of modules. */
  Path write(String name, TestJar jar) {
    return jar.write(directory.resolve(name));
  }

  /** Runs {@code modules ...} for the service. */
  Program.Result command(String... arguments) {
    List<String> all = new ArrayList<>(List.of("modules"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--service", service));
    return InProcess.run(all.toArray(String[]::new));
  }
}
