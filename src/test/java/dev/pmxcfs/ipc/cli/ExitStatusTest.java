package dev.pmxcfs.ipc.cli;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.pmxcfs.ipc.harness.ServedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** That all commands end alike where the same is wrong. */
public class ExitStatusTest {

  private static final int NOT_UNDERSTOOD = 2;
  private static final int NOT_RUNNING = 3;
  private static final int NOT_FOUND = 5;

  /** They start what others use, or need no server. */
  private static final Set<String> SERVERS = Set.of("serve", "echo", "selftest", "help");

  /** They read a database alone. */
  private static final Set<String> OF_DATABASES = Set.of("config check");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final Map<String, CommandSpec> commands = new HashMap<>();

  public ExitStatusTest() {
    collect("", PmxcfsIpc.commandLine(new String[0]));
  }

  private void collect(String words, CommandLine command) {
    if (command.getSubcommands().isEmpty()) {
      commands.put(words, command.getCommandSpec());
    }
    command
        .getSubcommands()
        .forEach((name, below) -> collect(words.isEmpty() ? name : words + " " + name, below));
  }

  /** A command with as many arguments as it needs, all of them names of nothing. */
  private List<String> withArguments(String words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words.split(" ")));
    for (var parameter : commands.get(words).positionalParameters()) {
      for (int i = 0; i < parameter.arity().min(); i++) {
        all.add(
            parameter.paramLabel().equals("DIR")
                ? Files.createTempDirectory(folder.getRoot().toPath(), "dir").toString()
                : "1");
      }
    }
    return all;
  }

  private boolean isForServers(String words) {
    return commands.get(words).findOption("--service") != null && !SERVERS.contains(words);
  }

  @Test
  public void eachCommandSaysThatItsServerDoesNotRun() throws IOException {
    int tried = 0;
    for (String words : commands.keySet()) {
      if (isForServers(words)) {
        tried++;
        List<String> all = withArguments(words);
        all.addAll(2 <= words.split(" ").length ? 2 : 1, List.of("--service", "no-such-service"));
        byte[] input = {'x'};
        Program.Result result = InProcess.run(input, all.toArray(String[]::new));
        assertEquals(all + " " + result.errors(), NOT_RUNNING, result.status());
        assertThat(result.errors().toString(), containsString("no-such-service is running here"));
      }
    }
    assertTrue(tried + " commands", tried > 15);
  }

  @Test
  public void eachCommandSaysThatItDoesNotUnderstand() {
    for (String words : commands.keySet()) {
      List<String> all = new ArrayList<>(List.of(words.split(" ")));
      all.add("--no-such-option");
      Program.Result result = InProcess.run(all.toArray(String[]::new));
      assertEquals(all.toString(), NOT_UNDERSTOOD, result.status());
    }
  }

  @Test
  public void whatIsNotThereIsNotFound() throws IOException {
    var served = new ServedDirectory(folder.newFolder("served").toPath());
    programs.startService(served.service(), served.serve());
    Path missing = folder.getRoot().toPath().resolve("missing");
    for (String[] command :
        new String[][] {
          {"config", "cat", "none"},
          {"config", "ls", "none"},
          {"config", "stat", "none"},
          {"config", "rm", "none"},
          {"config", "mv", "none", "other"},
          {"config", "put", "none/f", folder.newFile().toString()},
          {"config", "put", "f", missing.toString()},
          {"config", "import", missing.toString()},
          {"call", "GET_CONFIG", "none"},
        }) {
      List<String> all = new ArrayList<>(List.of(command));
      all.addAll(List.of("--service", served.service()));
      Program.Result result = InProcess.run(all.toArray(String[]::new));
      assertEquals(all + " " + result.errors(), NOT_FOUND, result.status());
    }
    for (String words : OF_DATABASES) {
      List<String> all = new ArrayList<>(List.of(words.split(" ")));
      all.addAll(List.of("--db", missing.toString()));
      assertEquals(NOT_FOUND, InProcess.run(all.toArray(String[]::new)).status());
    }
    assertFalse(Files.exists(missing));
  }

  /** So that manuals and the guide have what the program does. */
  @Test
  public void allStatusesAreInHelpAndInTheGuide() throws IOException {
    String guide = Files.readString(Path.of("docs", "guide", "commands.md"));
    CommandLine program = PmxcfsIpc.commandLine(new String[0]);
    String help = program.getUsageMessage();
    for (ExitStatus status : ExitStatus.values()) {
      assertThat(help.replaceAll("\\s+", " "), containsString(" " + status.code() + " "));
      assertThat(guide, containsString("| " + status.code() + " |"));
    }
    for (CommandSpec command : commands.values()) {
      assertFalse(command.qualifiedName(), command.usageMessage().exitCodeList().isEmpty());
      assertTrue(command.qualifiedName(), command.usageMessage().description().length > 0);
      command
          .args()
          .forEach(
              argument ->
                  assertTrue(
                      command.qualifiedName() + " " + argument.paramLabel(),
                      argument.description().length > 0));
    }
  }
}
