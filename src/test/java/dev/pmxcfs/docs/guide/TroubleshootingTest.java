package dev.pmxcfs.docs.guide;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** The operators' page on faults has every check of health, and every line of level error. */
public class TroubleshootingTest {

  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = Path.of("docs/guide/troubleshooting.md");

  /** What the programs for measurements and tests log is for developers. */
  private static final Set<String> NOT_SHIPPED = Set.of("bench", "bench-jmh", "testing", "manual");

  /** The text of a line, which may be put together of several literals. */
  private static final Pattern ERROR =
      Pattern.compile("LOG\\s*\\.error\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern ANY_ERROR = Pattern.compile("LOG\\s*\\.error\\(|\\.atError\\(");
  private static final Pattern CHECK = Pattern.compile("<tr><td>((?:clients|config)/[a-z-]+)</td>");
  private static final Pattern QUOTED = Pattern.compile("^\\| `(.*?)` \\|", Pattern.MULTILINE);

  @Test
  public void eachCheckOfHealthIsThere() throws IOException {
    String health = Files.readString(Path.of("main/java/dev/pmxcfs/ipc/health/ServiceHealth.java"));
    List<String> checks = CHECK.matcher(health).results().map(found -> found.group(1)).toList();
    assertFalse(checks.isEmpty());
    Set<String> missing = new TreeSet<>(checks);
    missing.removeAll(quoted());
    assertEquals(Set.of(), missing);
  }

  @Test
  public void eachLineOfLevelErrorIsThereAndNoOther() throws IOException {
    Set<String> logged = new TreeSet<>();
    for (Path source : sources()) {
      logged.addAll(errors(source));
    }
    Set<String> explained =
        quoted().stream()
            .filter(text -> !text.matches("(clients|config)/[a-z-]+"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals("not explained", Set.of(), without(logged, explained));
    assertEquals("not logged any more", Set.of(), without(explained, logged));
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> left = new TreeSet<>(all);
    left.removeAll(some);
    return left;
  }

  private static List<String> errors(Path source) throws IOException {
    String text = Files.readString(source);
    List<String> errors =
        ERROR.matcher(text).results().map(TroubleshootingTest::textOf).distinct().toList();
    long literal = ERROR.matcher(text).results().count();
    assertEquals(
        source + " has a line of level error whose text this test cannot read",
        ANY_ERROR.matcher(text).results().count(),
        literal);
    return errors;
  }

  private static String textOf(MatchResult call) {
    return LITERAL
        .matcher(call.group(1))
        .results()
        .map(literal -> literal.group(1))
        .collect(Collectors.joining())
        .replace("{}", "...");
  }

  private static Set<String> quoted() throws IOException {
    return QUOTED
        .matcher(Files.readString(PAGE))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT.resolve("modules"))) {
      List<Path> roots =
          Stream.concat(
                  modules
                      .filter(module -> !NOT_SHIPPED.contains(module.getFileName().toString()))
                      .map(module -> module.resolve("src/main/java")),
                  Stream.of(Path.of("main/java")))
              .filter(Files::isDirectory)
              .toList();
      List<Path> sources = new ArrayList<>();
      for (Path root : roots) {
        try (Stream<Path> files = Files.walk(root)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
      return sources;
    }
  }
}
