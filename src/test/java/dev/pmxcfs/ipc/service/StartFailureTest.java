package dev.pmxcfs.ipc.service;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whatever keeps a command from its work is one clear line and a status that is not 0. */
public class StartFailureTest {

  private static final int FAILED = 1;
  private static final int NOT_UNDERSTOOD = 2;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Test
  public void aCommandLineThatIsNotUnderstood() {
    says(Program.run("serve", "--colour"), NOT_UNDERSTOOD, "Unknown option: '--colour'");
  }

  @Test
  public void aDatabaseThatIsNone() throws IOException {
    Path file = Files.writeString(fresh(), "This is not a database, but long enough to be one.");
    says(serve("--db", file.toString()), FAILED, file.toString());
  }

  @Test
  public void aDatabaseThatIsADirectory() {
    Path directory = folder.getRoot().toPath();
    says(serve("--db", directory.toString()), FAILED, directory.toString());
  }

  @Test
  public void aDatabaseThatCannotBeCreated() {
    says(serve("--db", "/proc/config.db"), FAILED, "/proc/config.db");
  }

  @Test
  public void aDatabaseWithoutADirectory() {
    String path = fresh().resolveSibling("typo") + "/config.db";
    says(serve("--db", path), FAILED, path + ": there is no directory for it");
    assertFalse(Files.exists(Path.of(path).getParent()));
  }

  @Test
  public void aNameInUse() {
    programs.startService(service, "echo", "--service", service);
    says(Program.run("echo", "--service", service), FAILED, "@" + service);
    says(
        serve("--db", fresh().toString()),
        FAILED,
        "cannot listen at @" + service + ": the name is in use");
  }

  @Test
  public void aDatabaseInUse() {
    String database = fresh().toString();
    String other = Program.newService();
    Program first = programs.startService(other, "serve", "--service", other, "--db", database);
    says(serve("--db", database), FAILED, "in use by process " + first.pid());
  }

  private Program.Result serve(String... more) {
    String[] arguments = new String[more.length + 3];
    System.arraycopy(new String[] {"serve", "--service", service}, 0, arguments, 0, 3);
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Program.run(arguments);
  }

  private Path fresh() {
    return folder.getRoot().toPath().resolve("config.db");
  }

  private static void says(Program.Result result, int status, String what) {
    // what was done before it failed is in the log
    List<String> lines = result.errors().stream().filter(line -> !line.contains(" INFO ")).toList();
    String errors = String.join("\n", lines);
    assertEquals(errors, status, result.status());
    assertEquals(errors, 1, lines.size());
    assertThat(errors, containsString("pmxcfs-ipc: "));
    assertThat(errors, containsString(what));
    assertEquals("", result.text());
  }
}
