package dev.pmxcfs.ipc.modules;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import dev.pmxcfs.ipc.harness.ShellCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The operation that README.md shows: it stands there, and the commands there swap it in. */
public class WritingAnOperationTest {

  /** Tests run in the module's directory. */
  private static final Path README = Path.of("..", "README.md");

  private static final String SOURCE = "Greeting.java";
  private static final String DESCRIPTOR = "META-INF/qb-ipc/module.json";
  private static final String SERVICES = "META-INF/services/dev.qbipc.server.OperationModule";
  private static final String PROGRAM_JARS = "src/target/program/*";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private String section;

  @Before
  public void readSection() throws IOException {
    String readme = Files.readString(README);
    int from = readme.indexOf("## Writing an operation");
    section = readme.substring(from, readme.indexOf("\n## ", from));
  }

  @Test
  public void readmeShowsTheExample() throws IOException {
    assertThat(section, containsString("```java\n" + example(SOURCE) + "```"));
    assertThat(section, containsString("```json\n" + example(DESCRIPTOR) + "```"));
    assertThat(section, containsString("\n    " + example(SERVICES)));
  }

  @Test
  public void itsCommandsBuildItAndSwapItIn() throws Exception {
    var served = new ServedDirectory(folder.newFolder("served").toPath());
    programs.startService(served.service(), served.serve());
    write(SOURCE, example(SOURCE));
    write("greeting/" + DESCRIPTOR, example(DESCRIPTOR));
    write("greeting/" + SERVICES, example(SERVICES));
    Path launcher = write("scripts/pmxcfs-ipc", launcher(served.service()));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals("greeting 1 serves\nhello, world", run(commands()));
  }

  private String commands() {
    List<String> commands =
        section
            .lines()
            .filter(line -> line.matches(" {4}(javac|jar|scripts/pmxcfs-ipc) .*"))
            .map(String::strip)
            .toList();
    assertEquals(commands.toString(), 4, commands.size());
    return commands.stream()
        .map(line -> line.replace(PROGRAM_JARS, System.getProperty("java.class.path")))
        .collect(Collectors.joining("\n"));
  }

  /** In place of the one that builds the program first: the program of this test. */
  private static String launcher(String service) {
    List<String> program = new ArrayList<>(Program.packed());
    program.add(PmxcfsIpc.class.getName());
    return "#!/bin/sh\nexec " + ShellCommand.of(program) + " \"$@\" --service " + service + "\n";
  }

  private String run(String commands) throws Exception {
    var shell = new ProcessBuilder("bash", "-euc", commands);
    shell.directory(folder.getRoot()).redirectErrorStream(true);
    Path jdk = Path.of(System.getProperty("java.home"), "bin");
    shell.environment().merge("PATH", jdk.toString(), (path, bin) -> bin + ":" + path);
    Process process = shell.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(output, 0, process.waitFor());
    return output;
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.getRoot().toPath().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String example(String name) throws IOException {
    try (InputStream in =
        WritingAnOperationTest.class.getResourceAsStream("/modules/greeting/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
