package dev.pmxcfs.ipc.modules;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.version.ProgramVersion;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What README.md shows to those who embed the library: it stands there, and it works. */
public class EmbeddingTest {

  /** Tests run in the module's directory. */
  private static final Path README = Path.of("..", "README.md");

  private static final Path LIBRARY = Path.of("..", "modules", "qb-ipc");

  private static final List<String> SOURCES = List.of("Greeter.java", "Asker.java");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void readmeShowsTheExamples() throws IOException {
    String readme = Files.readString(README);
    for (String source : SOURCES) {
      assertThat(readme, containsString("```java\n" + example(source) + "```"));
    }
  }

  @Test
  public void readmeNamesTheLibraryAsItsBuildDoes() throws IOException {
    String readme = Files.readString(README);
    String version = ProgramVersion.number();
    assertThat(
        readme,
        containsString(
            "  <groupId>dev.qbipc</groupId>\n  <artifactId>qb-ipc</artifactId>\n  <version>"
                + version
                + "</version>\n"));
    String build = Files.readString(LIBRARY.resolve("pom.xml"));
    assertThat(
        build,
        containsString("  <groupId>dev.qbipc</groupId>\n  <artifactId>qb-ipc</artifactId>\n"));
    assertThat(build, containsString("<Automatic-Module-Name>dev.qbipc</Automatic-Module-Name>"));
    assertThat(readme, containsString("`dev.qbipc`"));
    assertThat(
        readme,
        containsString(
            "`--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow`"));
  }

  /** The service of the example is for root alone. */
  @Test
  @Needs(Requirement.ROOT)
  public void theExamplesTalkToEachOther() throws Exception {
    compile(Program.newService());
    Process greeter = start("Greeter");
    try (BufferedReader out = greeter.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("listening", out.readLine());
      Process asker = start("Asker");
      String answers = new String(asker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("hello, world\nno such file or directory (ENOENT)\n", answers);
      assertEquals(0, asker.waitFor());
    } finally {
      greeter.destroy();
    }
  }

  private void compile(String service) throws IOException {
    List<File> sources = new ArrayList<>();
    for (String source : SOURCES) {
      String text = example(source);
      assertThat(text, containsString("\"greeter\""));
      Path file = folder.getRoot().toPath().resolve(source);
      sources.add(
          Files.writeString(file, text.replace("\"greeter\"", "\"" + service + "\"")).toFile());
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-proc:none", "-Xlint:all,-classfile", "-Werror", "-d", folder.getRoot().toString());
      assertTrue(
          compiler
              .getTask(null, files, null, options, null, files.getJavaFileObjectsFromFiles(sources))
              .call());
    }
  }

  private Process start(String main) throws IOException {
    List<String> command = new ArrayList<>(Program.java());
    int classPath = command.indexOf("-cp") + 1;
    command.set(classPath, folder.getRoot() + File.pathSeparator + command.get(classPath));
    command.add(main);
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  private static String example(String name) throws IOException {
    try (InputStream in = EmbeddingTest.class.getResourceAsStream("/embedding/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
