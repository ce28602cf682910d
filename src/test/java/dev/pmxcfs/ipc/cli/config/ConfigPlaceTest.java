package dev.pmxcfs.ipc.cli.config;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Whom {@code config} asks that is told neither a service nor a database: pve2, or the default
 * database where that does not run. In a network namespace of its own, since the machine may have a
 * pve2.
 */
@Needs(Requirement.NAMESPACES)
public class ConfigPlaceTest {

  private static final int NOT_RUNNING = 3;
  private static final int NOT_FOUND = 5;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final List<String> ownNetwork = List.of("unshare", "--net");

  private Path data() {
    return folder.getRoot().toPath().resolve("data");
  }

  /** Runs {@code config} by way of a command that leads into a namespace. */
  private Program.Result config(List<String> into, String input, String... arguments) {
    List<String> wrapper = new ArrayList<>(into);
    // as the launcher tells the program where its default database is
    wrapper.addAll(List.of("env", "JDK_JAVA_OPTIONS=-Dpmxcfs.data=" + data()));
    return configOf(wrapper, input, List.of(arguments));
  }

  private static Program.Result configOf(
      List<String> wrapper, String input, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("config"));
    all.addAll(arguments);
    try (Program program = Program.startWithin(wrapper, all.toArray(String[]::new))) {
      program.input(input.getBytes(StandardCharsets.UTF_8));
      return program.awaitEnd(Program.PATIENCE);
    }
  }

  private static String done(Program.Result result) {
    assertEquals(result.errors().toString(), 0, result.status());
    return result.text();
  }

  @Test
  public void theDefaultDatabaseIsTakenWhereNoServerRuns() throws Exception {
    Files.createDirectory(data());
    Program.Result nothing = config(ownNetwork, "", "ls");
    assertEquals(ExpectedStatus.of(nothing), nothing.status());
    assertThat(nothing.errors().toString(), containsString(data() + "/config.db"));
    done(config(ownNetwork, "text", "put", "a"));
    assertTrue(Files.exists(data().resolve("config.db")));
    assertEquals("a\n", done(config(ownNetwork, "", "ls")));
    assertEquals("text", done(config(ownNetwork, "", "cat", "a")));
  }

  /** A node's database is wherever its service has it, and a guess would change another. */
  @Test
  public void anInstalledProgramHasNoDefaultDatabase() throws Exception {
    Files.createDirectory(data());
    List<String> installed = new ArrayList<>(ownNetwork);
    String options = "-Dpmxcfs.installed=true -Dpmxcfs.data=" + data();
    installed.addAll(List.of("env", "JDK_JAVA_OPTIONS=" + options));
    for (List<String> arguments :
        List.of(List.of("put", "a"), List.of("ls"), List.of("backup", "copy"))) {
      Program.Result result = configOf(installed, "text", arguments);
      assertEquals(result.errors().toString(), NOT_RUNNING, result.status());
      assertThat(result.errors().toString(), containsString("name a database with --db"));
    }
    assertTrue(Files.notExists(data().resolve("config.db")));
  }

  @Test
  public void theServerIsAskedWhereItRuns() throws Exception {
    Files.createDirectory(data());
    String database = folder.getRoot().toPath().resolve("served.db").toString();
    Program server = programs.startService(ownNetwork, "pve2", "serve", "--db", database);
    List<String> itsNetwork = List.of("nsenter", "--net", "--target", Long.toString(server.pid()));
    done(config(itsNetwork, "served", "put", "b"));
    assertEquals("b\n", done(config(itsNetwork, "", "ls")));
    assertFalse(Files.exists(data().resolve("config.db")));
    server.terminate();
    server.awaitEnd(Program.PATIENCE);
    assertEquals(NOT_FOUND, config(ownNetwork, "", "cat", "b").status());
  }
}
