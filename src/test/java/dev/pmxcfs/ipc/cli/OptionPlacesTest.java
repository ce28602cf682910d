package dev.pmxcfs.ipc.cli;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Options may come from the command line, from a file, or from the environment. */
public class OptionPlacesTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  private Path path(String name) {
    return folder.getRoot().toPath().resolve(name);
  }

  private static List<String> environment(String... variables) {
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(List.of(variables));
    return command;
  }

  @Test
  public void aFileHoldsOptionsAndTheCommandLineGoesFirst() throws IOException {
    Path file =
        Files.writeString(
            path("options"),
            """
            # how this node is served
            --service other
            --db "%s"
            --node from-file
            """
                .formatted(path("a blank/config.db")));
    Files.createDirectory(path("a blank"));
    Program program = programs.startService(service, "serve", "@" + file, "--service", service);
    assertEquals(List.of(), program.warnings());
    assertThat(clusterInfo(), containsString("\"nodename\": \"from-file\""));
    Program.Result list = InProcess.run("config", "ls", "--service", service);
    assertEquals(list.errors().toString(), 0, list.status());
  }

  @Test
  public void aFileThatIsMissingIsNamed() {
    Program.Result result = InProcess.run("serve", "@" + path("nowhere"));
    assertEquals(2, result.status());
    assertEquals(result.errors().toString(), 1, result.errors().size());
    assertThat(
        result.errors().get(0), containsString(path("nowhere") + ": no such file of options"));
  }

  @Test
  public void aFileThatCannotBeReadIsNamed() {
    Program.Result result = Program.run("serve", "@" + folder.getRoot());
    assertEquals(2, result.status());
    assertEquals(result.errors().toString(), 1, result.errors().size());
    assertThat(result.errors().get(0), containsString(folder.getRoot().toString()));
  }

  @Test
  public void theEnvironmentHoldsOptionsOfServicesAndTheCommandLineGoesFirst() {
    List<String> environment =
        environment(
            "PMXCFS_IPC_SERVICE=other",
            "PMXCFS_IPC_DB=" + path("config.db"),
            "PMXCFS_IPC_NODE=from-environment",
            "PMXCFS_IPC_LOG_LEVEL=error");
    Program program = programs.startService(environment, service, "serve", "--service", service);
    assertThat(clusterInfo(), containsString("\"nodename\": \"from-environment\""));
    assertEquals(List.of(), program.errorLines());
  }

  @Test
  public void theEnvironmentNamesTheServiceForAllCommands() throws IOException {
    programs.startService(service, "serve", "--service", service, "--db", path("db").toString());
    for (String[] command :
        new String[][] {
          {"call", "GET_FS_VERSION"}, {"config", "ls"}, {"modules", "list"}, {"stats"}, {"log"}
        }) {
      try (Program program =
          Program.startWithin(environment("PMXCFS_IPC_SERVICE=" + service), command)) {
        Program.Result result = program.awaitEnd(Program.PATIENCE);
        assertEquals(command[0] + result.errors(), 0, result.status());
      }
    }
  }

  /** A database named on the command line is asked whatever the environment says. */
  @Test
  public void theCommandLineGoesBeforeAnotherOptionsVariable() throws IOException {
    Files.createDirectory(path("dir"));
    Files.writeString(path("dir/storage.cfg"), "dir: local\n");
    programs.startService(
        environment("PMXCFS_IPC_DB=" + path("config.db")),
        service,
        "serve",
        "--service",
        service,
        "--config-dir",
        path("dir").toString());
    assertEquals("storage.cfg\n", InProcess.run("config", "ls", "--service", service).text());
    String database = path("other.db").toString();
    try (Program program =
        Program.startWithin(
            environment("PMXCFS_IPC_SERVICE=" + service),
            "config",
            "mkdir",
            "--db",
            database,
            "nodes")) {
      Program.Result result = program.awaitEnd(Program.PATIENCE);
      assertEquals(result.errors().toString(), 0, result.status());
    }
    assertEquals("nodes/\n", InProcess.run("config", "ls", "--db", database).text());
  }

  @Test
  public void whatTheEnvironmentSaysIsChecked() {
    try (Program program =
        Program.startWithin(
            environment("PMXCFS_IPC_READERS=many"), "serve", "--db", path("db").toString())) {
      Program.Result result = program.awaitEnd(Program.PATIENCE);
      assertEquals(2, result.status());
      assertThat(result.errors().toString(), containsString("--readers"));
    }
  }

  private String clusterInfo() {
    return InProcess.run("call", "--service", service, "GET_CLUSTER_INFO").text();
  }
}
