package dev.pmxcfs.ipc.harness;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import dev.qbipc.testing.ClassArchive;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program's jars, as they are shipped. Maven names their place to tests that it runs after
 * packing; before, and in an editor, the program runs on the class path of the tests.
 */
final class PackedProgram {

  private static final String JARS = System.getProperty("program.jars");

  private static ClassArchive archive;

  private PackedProgram() {}

  /**
   * Options of a JVM that runs the program's main class.
   *
   * @param java Java with all other options
   */
  static synchronized List<String> options(List<String> java) {
    if (JARS == null) {
      return List.of("-cp", System.getProperty("java.class.path"));
    }
    if (archive == null) {
      archive = ClassArchive.of(java, jars(), service(), Process::destroy);
    }
    return archive.options();
  }

  private static String jars() {
    try (Stream<Path> files = Files.list(Path.of(JARS))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> service() {
    try {
      Path scratch = Files.createTempDirectory("pmxcfs-ipc-archive");
      return List.of(
          PmxcfsIpc.class.getName(),
          "serve",
          "--service",
          Program.newService(),
          "--db",
          scratch.resolve("config.db").toString(),
          "--rrd-directory",
          scratch.toString(),
          "--rrdcached",
          scratch.resolve("no-socket").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
