package dev.qbipc.conformance;

import dev.qbipc.testing.ClassArchive;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path of the tests with the jars of this module in place of its directories, for servers
 * in JVMs of their own. Maven names the jars to tests that it runs after packing; before, and in an
 * editor, it is the class path as it is.
 */
final class PackedClasses {

  private static final String CLASSES = System.getProperty("packed.classes");
  private static final String TEST_CLASSES = System.getProperty("packed.test.classes");

  private static ClassArchive archive;

  private PackedClasses() {}

  /**
   * Options of a JVM that runs the conformance server.
   *
   * @param java Java with all other options that the class path's archive could depend on
   */
  static synchronized List<String> options(List<String> java) {
    if (CLASSES == null) {
      return List.of("-cp", System.getProperty("java.class.path"));
    }
    if (archive == null) {
      var service = new ServiceOptions().service("qb-archive-" + ProcessHandle.current().pid());
      List<String> program = new ArrayList<>(List.of(ConformanceServer.class.getName()));
      program.addAll(service.ourArguments());
      archive = ClassArchive.of(java, jars(), program, PackedClasses::end);
    }
    return archive.options();
  }

  private static void end(Process server) {
    try {
      server.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jars() {
    Map<Path, String> packed =
        Map.of(directory("classes"), CLASSES, directory("test-classes"), TEST_CLASSES);
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> packed.getOrDefault(Path.of(entry), entry))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path directory(String name) {
    return Path.of("target", name).toAbsolutePath();
  }
}
