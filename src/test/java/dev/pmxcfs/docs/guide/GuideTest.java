package dev.pmxcfs.docs.guide;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** The Java code that the guide shows is that of the classes beside this one, which are run. */
public class GuideTest {

  /** Tests run in the module's directory. */
  private static final Path GUIDE = Path.of("docs", "guide");

  private static final Path EXAMPLES = Path.of("test", "java", "dev", "pmxcfs", "docs", "guide");

  private static final Pattern CODE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @Test
  public void allCodeIsCompiledAndRun() throws IOException {
    String examples = allOf(EXAMPLES);
    List<String> strange = new ArrayList<>();
    int blocks = 0;
    for (Path page : files(GUIDE)) {
      Matcher code = CODE.matcher(Files.readString(page));
      while (code.find()) {
        blocks++;
        if (!examples.contains(code.group(1))) {
          strange.add(page + " shows code that is in no example:\n" + code.group(1));
        }
      }
    }
    assertEquals("", String.join("\n", strange));
    assertTrue("only " + blocks + " blocks of code", blocks > 10);
  }

  @Test
  public void everyChapterIsListed() throws IOException {
    String index = Files.readString(GUIDE.resolve("README.md"));
    for (Path page : files(GUIDE)) {
      String name = page.getFileName().toString();
      assertTrue(name, name.equals("README.md") || index.contains("](" + name + ")"));
    }
  }

  private static String allOf(Path directory) throws IOException {
    var text = new StringBuilder();
    for (Path file : files(directory)) {
      text.append(Files.readString(file));
    }
    return text.toString();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().collect(Collectors.toList());
    }
  }
}
