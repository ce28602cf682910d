package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** SQLite's library is loaded once in a JVM, so each test starts one. */
public class SqliteLibraryTest {

  private static final String UNPACKED = "org.sqlite.tmpdir";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private String load(String... options) throws Exception {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.of("-Djava.io.tmpdir=" + folder.getRoot()),
                Stream.of(options),
                Stream.of("-cp", System.getProperty("java.class.path"), Loader.class.getName()))
            .flatMap(part -> part)
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
      return output.strip();
    } finally {
      process.destroyForcibly();
    }
  }

  private void assertNothingIsLeft() throws Exception {
    try (Stream<Path> left = Files.list(folder.getRoot().toPath())) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  public void aServerThatIsKilledLeavesNoLibraryBehind() throws Exception {
    assertEquals("loaded, null", load());
    assertNothingIsLeft();
  }

  @Test
  public void whereSqliteIsToUnpackStaysAsItWasSet() throws Exception {
    String set = folder.getRoot() + "/elsewhere";
    assertEquals("loaded, " + set, load("-D" + UNPACKED + "=" + set));
    assertNothingIsLeft();
  }

  /** What the other JVM runs. */
  static final class Loader {

    private Loader() {}

    public static void main(String[] arguments) throws Exception {
      SqliteLibrary.load();
      SqliteLibrary.load();
      DriverManager.getConnection("jdbc:sqlite::memory:").close();
      System.out.println("loaded, " + System.getProperty(UNPACKED));
      Runtime.getRuntime().halt(0); // as a kill does, which no hook sees
    }
  }
}
