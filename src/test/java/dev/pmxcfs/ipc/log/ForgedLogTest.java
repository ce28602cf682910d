package dev.pmxcfs.ipc.log;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.modules.TestJar;
import dev.qbipc.conformance.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Names of strangers in the log of a service: of directories, databases, files and in modules. Each
 * would be a line of its own, in red. By its source C pmxcfs hands such names to syslog(3) as they
 * are, of which the journal makes one entry.
 */
public class ForgedLogTest {

  private static final String FORGED =
      "x\n2026-01-01T00:00:00.000Z ERROR Auth - \u001b[31mroot logged in\u202e\r";

  private static final String SHOWN =
      "x?2026-01-01T00:00:00.000Z ERROR Auth - ?[31mroot logged in??";

  private static final Pattern LINE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(Z|[+-]\\d\\d:\\d\\d) [A-Z]+ \\w+ - \\P{Cntrl}*");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  /** Where a refusal of several lines is made one. */
  private static final String SHOWN_IN_REFUSAL =
      "x; 2026-01-01T00:00:00.000Z ERROR Auth - ?[31mroot logged in?; ";

  private static boolean isNamed(Program program, String shown) {
    return program.errorLines().stream().anyMatch(line -> line.contains(shown));
  }

  private static void assertNothingForged(Program program, String shown) {
    List<String> lines = program.errorLines();
    assertTrue("it is named in " + lines, isNamed(program, shown));
    lines.forEach(line -> assertTrue(line, LINE.matcher(line).matches()));
    assertEquals(
        lines.toString(), 0, lines.stream().filter(line -> line.contains("- root")).count());
  }

  @Test
  public void ofADirectoryAndALinkInIt() throws Exception {
    Path directory = folder.newFolder(FORGED).toPath();
    Files.createSymbolicLink(directory.resolve(FORGED), Path.of("/etc/passwd"));
    Program program =
        programs.startService(
            service, "serve", "--service", service, "--config-dir", directory.toString());
    Eventually.assertBecomes("the link named", true, () -> isNamed(program, "/" + SHOWN + " in "));
    assertNothingForged(program, SHOWN);
  }

  @Test
  public void ofADatabase() {
    String database = folder.getRoot().toPath().resolve(FORGED).toString();
    Program program =
        programs.startService(service, "serve", "--service", service, "--db", database);
    assertNothingForged(program, SHOWN);
  }

  @Test
  public void ofAModuleThatIsRefused() throws Exception {
    Path modules = folder.newFolder().toPath();
    String database = folder.getRoot().toPath().resolve("config.db").toString();
    Program program =
        programs.startService(
            service,
            "serve",
            "--service",
            service,
            "--db",
            database,
            "--watch-modules",
            "--modules",
            modules.toString());
    TestJar.of("Answers", "1").describe(FORGED, "1").write(modules.resolve("module.jar"));
    Eventually.assertBecomes("named", true, () -> isNamed(program, SHOWN_IN_REFUSAL));
    assertNothingForged(program, SHOWN_IN_REFUSAL);
  }

  @Test
  public void inAnErrorOfACommand() {
    String database = folder.getRoot().toPath().resolve(FORGED).toString();
    Program.Result result = Program.run("config", "ls", "--db", database);
    assertEquals(1, result.errors().size());
    assertThat(result.errors().get(0), containsString("x; 2026-01-01T00:00:00.000Z ERROR Auth"));
    assertEquals(-1, result.errors().get(0).indexOf('\u001b'));
  }
}
