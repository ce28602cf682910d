package dev.pmxcfs.docs;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** Tests of what is asynchronous are written with vertx-unit, as CONTRIBUTING.md says. */
public class TestStyleTest {

  private static final Pattern ASYNCHRONOUS =
      Pattern.compile(
          "import (io\\.vertx\\.core\\.(Future|Promise|Vertx)"
              + "|dev\\.qbipc\\.client\\.QbClient|dev\\.qbipc\\.server\\.QbServer);");
  private static final Pattern RUN_BY_VERTX_UNIT =
      Pattern.compile("@RunWith\\(VertxUnitRunner|@UseParametersRunnerFactory\\(VertxUnit");
  private static final Pattern BASE = Pattern.compile("class \\w+ extends (\\w+)");

  /** Against the real libqb. */
  private static final Path SUITES = Path.of("dev/qbipc/conformance");

  /** Those in which nothing is waited for, each with the reason. */
  private static final Map<String, String> PLAIN =
      Map.of(
          "ArchitectureTest", "looks at classes alone",
          "PlantedNamesTest", "looks at files alone",
          "KitTest", "shows in the guide how TestService is used, for tests that wait",
          "ServedSocketsTest", "counts the timers of a stand-in, none of which fires",
          "SharedTest", "completes the futures itself",
          "WithoutMicrometerTest", "runs a program to its end");

  /** Texts of the tests and of what they extend. */
  private final Map<Path, String> classes = new HashMap<>();

  @Test
  public void whatWaitsForVertxAndTheSuitesRunWithVertxUnit() throws IOException {
    for (Path file : SourceTree.files()) {
      if (file.toString().endsWith(".java") && file.toString().contains("/src/test/java/")) {
        classes.put(file, Files.readString(file));
      }
    }
    Set<String> plain = new TreeSet<>();
    classes.forEach(
        (file, text) -> {
          boolean belongs = ASYNCHRONOUS.matcher(text).find() || file.getParent().endsWith(SUITES);
          if (belongs && text.contains("@Test\n") && !isRunByVertxUnit(text)) {
            plain.add(name(file));
          }
        });
    assertEquals(new TreeSet<>(PLAIN.keySet()), plain);
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private boolean isRunByVertxUnit(String text) {
    Matcher base = BASE.matcher(text);
    return RUN_BY_VERTX_UNIT.matcher(text).find()
        || base.find() && isRunByVertxUnit(text(base.group(1)));
  }

  /** Empty for a class that is no test's. */
  private String text(String name) {
    return classes.entrySet().stream()
        .filter(file -> name(file.getKey()).equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
