package dev.pmxcfs.docs.guide;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import dev.pmxcfs.ipc.harness.Program;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The commands of the operators' pages run as they are printed, one after the other, in namespaces
 * that have nothing but a database of C pmxcfs.
 */
@Needs(Requirement.FUSE)
public class GuideCommandsTest {

  private static final Path PAGES = Path.of("docs/guide");
  private static final Path MACHINE = Path.of("test/resources/guide/node.sh").toAbsolutePath();
  private static final Path PACKAGING = Path.of("packaging").toAbsolutePath();
  private static final String INDENT = "    ";

  private static final List<String> OWN_NAMESPACES =
      List.of("unshare", "--mount", "--net", "--uts", "--pid", "--fork", "--kill-child");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void eachCommandForOperatorsRuns() throws Exception {
    run("operators.md", "serve_by_c");
  }

  @Test
  public void eachCommandForDevelopersRuns() throws Exception {
    run("stand-in.md", ":");
  }

  /**
   * @param preparation what else the machine has
   */
  private void run(String page, String preparation) throws Exception {
    List<String> commands = commands(PAGES.resolve(page));
    assertTrue(page + " has no commands", commands.size() > 1);
    Path script = folder.getRoot().toPath().resolve("commands.sh");
    Path output = folder.getRoot().toPath().resolve("output");
    Files.write(script, script(preparation, commands));
    List<String> command = new ArrayList<>(OWN_NAMESPACES);
    command.addAll(List.of("--mount-proc", "bash", script.toString()));
    Process bash =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = bash.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    bash.destroyForcibly();
    String text = Files.readString(output);
    assertTrue(page + " does not end: " + text, ended);
    assertEquals(page + ": " + text, 0, bash.exitValue());
  }

  private List<String> script(String preparation, List<String> commands) throws IOException {
    List<String> script = new ArrayList<>();
    script.add("scratch=" + folder.newFolder("scratch"));
    List<String> program = new ArrayList<>(Program.packed());
    program.addAll(List.of("-Dpmxcfs.data=/var/lib/pmxcfs-ipc", PmxcfsIpc.class.getName()));
    script.add(
        program.stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" ", "program=(", ")")));
    script.add("packaging=" + PACKAGING);
    script.add("source " + MACHINE);
    script.add(preparation);
    script.add("touch $scratch/job; set -x");
    commands.stream().map(GuideCommandsTest::waited).forEach(script::add);
    return script;
  }

  /** What is started in the background is there before a person types the next line. */
  private static String waited(String command) {
    return command.endsWith(" &")
        ? command.replaceFirst(" &$", " >> \\$scratch/job &\nawait_ready \\$scratch/job \\$!")
        : command;
  }

  /** The lines of a page that are indented as code is. */
  private static List<String> commands(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith(INDENT))
        .map(String::strip)
        .toList();
  }
}
