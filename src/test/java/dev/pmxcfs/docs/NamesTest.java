package dev.pmxcfs.docs;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** Each defence that SECURITY.md lists is held by tests that exist. */
public class NamedTestsTest {

  /** Tests run in the module's directory. */
  private static final Path ROOT = Path.of("..");

  private static final Path SECURITY = Path.of("docs", "SECURITY.md");

  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)`");

  @Test
  public void testsThatAreNamedExist() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher matcher = TEST.matcher(Files.readString(SECURITY));
    while (matcher.find()) {
      named.add(matcher.group(1) + ".java");
    }
    assertTrue("only " + named.size() + " tests are named", named.size() > 50);
    named.removeAll(javaFiles());
    assertEquals("tests that do not exist", Set.of(), named);
  }

  private static Set<String> javaFiles() throws IOException {
    Set<String> names = new HashSet<>();
    var collector =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.endsWith("target")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            names.add(file.getFileName().toString());
            return FileVisitResult.CONTINUE;
          }
        };
    for (String directory : List.of("modules", "src")) {
      Files.walkFileTree(ROOT.resolve(directory), collector);
    }
    return names;
  }
}
