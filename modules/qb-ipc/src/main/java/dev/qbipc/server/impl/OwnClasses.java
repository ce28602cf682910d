package dev.qbipc.server.impl;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the classes of this library if they are separate files, as in a build. A file cannot be
 * opened when there are no descriptors left, which is just when the classes that refuse clients for
 * that reason are needed. A jar is open already.
 */
final class OwnClasses {

  private static final Logger LOG = LoggerFactory.getLogger(OwnClasses.class);
  private static final String SUFFIX = ".class";

  /** For programs that have Micrometer; others could not load it, and do not need it. */
  private static final Path OPTIONAL = Path.of("dev", "qbipc", "server", "micrometer");

  private OwnClasses() {}

  /** Loads them. Call it before the first client comes. */
  static void load() {
    try {
      var source = OwnClasses.class.getProtectionDomain().getCodeSource();
      if (source == null || !source.getLocation().getProtocol().equals("file")) {
        return;
      }
      Path classes = Path.of(source.getLocation().toURI());
      if (Files.isDirectory(classes)) {
        for (String name : names(classes)) {
          Class.forName(name, false, OwnClasses.class.getClassLoader());
        }
      }
    } catch (IOException | URISyntaxException | ClassNotFoundException e) {
      LOG.debug("not all classes are loaded before the first client comes", e);
    }
  }

  private static List<String> names(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(classes::relativize)
          .filter(file -> !file.startsWith(OPTIONAL))
          .map(Path::toString)
          .filter(name -> name.endsWith(SUFFIX) && !name.contains("-"))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
          .toList();
    }
  }
}
