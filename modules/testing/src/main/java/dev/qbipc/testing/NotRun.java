package dev.qbipc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/**
 * The tests of a module that did not run, each with the reason, in a file that {@code scripts/test}
 * shows: {@code target/tests-not-run}, or what the build calls it, since each JVM has its own. A
 * line is the reason, a tab, and the test's name.
 */
final class NotRun {

  private static final Path FILE =
      Path.of(System.getProperty("tests.not.run", "target/tests-not-run"));

  /** Ids of the tests in the file, since a test is discovered more than once. */
  private static final Set<String> WRITTEN = new HashSet<>();

  private NotRun() {}

  /**
   * Adds a test, unless it is there.
   *
   * @param id JUnit's, which tells the tests of one method with several parameters apart
   */
  static synchronized void add(String reason, String id, Optional<TestSource> test) {
    String line = reason.replaceAll("\\s+", " ") + '\t' + name(test) + '\n';
    try {
      if (WRITTEN.isEmpty()) {
        Files.deleteIfExists(FILE);
        Files.createDirectories(FILE.getParent());
      }
      if (WRITTEN.add(id)) {
        Files.writeString(FILE, line, UTF_8, CREATE, APPEND);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String name(Optional<TestSource> test) {
    return test.map(NotRun::name).orElse("all tests");
  }

  private static String name(TestSource test) {
    if (test instanceof MethodSource method) {
      return method.getClassName() + '.' + method.getMethodName();
    }
    return test instanceof ClassSource type ? type.getClassName() : test.toString();
  }
}
