package dev.pmxcfs.ipc.cli;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import picocli.CommandLine;

/** Command lines that print something of their own accord, or are not understood. */
public class CommandLineTest {

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  public void helpIsThereForTheProgramAndEachCommand() {
    prints("serve", "--help");
    prints("--db=FILE", "serve", "--help");
    prints("--service=NAME", "echo", "--help");
    prints("13 GET_GUEST_CONFIG_PROPERTIES VMID PROPERTY...", "call", "--help");
  }

  @Test
  public void versionIsPrintedByTheProgramAndEachCommand() {
    for (List<String> command : commandLines()) {
      for (String option : List.of("--version", "-V")) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add(option);
        prints("pmxcfs-ipc 0.", arguments.toArray(String[]::new));
      }
    }
  }

  @Test
  public void helpPrintsTheHelpOfEachCommand() {
    for (List<String> command : commandLines()) {
      List<String> arguments = new ArrayList<>(command);
      arguments.add(0, "help");
      prints(
          String.join(" ", command).isEmpty() ? "Commands:" : String.join(" ", command),
          arguments.toArray(String[]::new));
    }
    isNotUnderstood("there is no command 'sing'", "help", "sing");
    isNotUnderstood("did you mean put?", "help", "config", "putt");
  }

  /** The words of all commands but help itself: none, then serve, config, config ls and so on. */
  private static List<List<String>> commandLines() {
    List<List<String>> all = new ArrayList<>();
    collect(PmxcfsIpc.commandLine(new String[0]), List.of(), all);
    assertTrue(all.toString(), all.contains(List.of("config", "put")));
    return all;
  }

  private static void collect(CommandLine command, List<String> words, List<List<String>> all) {
    all.add(words);
    command
        .getSubcommands()
        .forEach(
            (name, subcommand) -> {
              if (!name.equals("help")) {
                List<String> longer = new ArrayList<>(words);
                longer.add(name);
                collect(subcommand, longer, all);
              }
            });
  }

  /** And in the order in which they are of use, not by their letters. */
  @Test
  public void optionsOfServicesAreInGroups() {
    assertEquals(0, execute("serve", "--help"));
    String help = output.toString();
    int before = -1;
    for (String part :
        List.of(
            "What is served:",
            "--db=FILE  ",
            "--config-dir=DIR  ",
            "Who may connect:",
            "--group=NAME  ",
            "Operations:",
            "--modules=DIR  ",
            "Threads:",
            "--readers=N  ",
            "--reader-nice=N  ",
            "Help:",
            "--version  ")) {
      assertTrue(part + " in " + help, help.indexOf(part) > before);
      before = help.indexOf(part);
    }
    for (String command : List.of("serve", "echo")) {
      String shown = text(command, "--help");
      PmxcfsIpc.commandLine(new String[] {command})
          .getSubcommands()
          .get(command)
          .getCommandSpec()
          .options()
          .forEach(option -> assertThat(shown, containsString(" " + option.longestName())));
    }
  }

  @Test
  public void helpIsAsWideAsTheColumnsThatThereAre() {
    for (int columns : new int[] {60, 80, 150}) {
      try (var program =
          Program.startWithin(List.of("env", "COLUMNS=" + columns), "serve", "--help")) {
        int widest =
            program
                .awaitEnd(Program.PATIENCE)
                .text()
                .lines()
                .mapToInt(String::length)
                .max()
                .orElseThrow();
        assertTrue(widest + " of " + columns, widest <= columns && widest > columns - 25);
      }
    }
  }

  private String text(String... arguments) {
    assertEquals(0, execute(arguments));
    return output.toString();
  }

  @Test
  public void aCommandThatIsMissingIsHelpedTo() {
    prints("Commands:");
    prints("import", "config");
    prints("rollback", "modules");
  }

  @Test
  public void aCommandThatThereIsNotIsToldThoseThatAre() {
    isNotUnderstood(
        "there is no command 'foo': the commands are serve, echo, call, config, modules, status,",
        "foo");
    isNotUnderstood("there is no command 'confg': did you mean config or", "confg", "ls");
    isNotUnderstood("there is no command 'lst': did you mean list?", "modules", "lst");
    isNotUnderstood("Unknown option: '--colour'", "serve", "--colour");
    isNotUnderstood("did you mean --config-dir", "serve", "--config-dri");
  }

  @Test
  public void services() {
    isNotUnderstood("--service", "echo");
    isNotUnderstood("not a service name: 'a/b'", "echo", "--service", "a/b");
    isNotUnderstood("not a service name: ''", "serve", "--service", "");
    isNotUnderstood("--readers", "serve", "--readers", "many");
    for (String many : List.of("0", "-1", "65", "99999999")) {
      isNotUnderstood("readers must be 1 to 64: " + many, "serve", "--readers", many);
      isNotUnderstood(
          "eventLoops must be 1 to 64: " + many, "echo", "--service=a", "--event-loops", many);
    }
    isNotUnderstood("--readers", "serve", "--readers", "99999999999");
  }

  @Test
  public void serving() {
    isNotUnderstood("--db is missing", "serve");
    isNotUnderstood("database must be a path", "serve", "--db", "");
    isNotUnderstood("not a node name: ''", "serve", "--db", "config.db", "--node", "");
    isNotUnderstood("mutually exclusive", "serve", "--db", "config.db", "--config-dir", "dir");
    isNotUnderstood("configDirectory must be a path", "serve", "--config-dir", "");
    isNotUnderstood("RRD: directory must be an absolute", "serve", "--rrd-directory", "here");
    isNotUnderstood("RRD: socket must not be empty", "serve", "--rrdcached", "");
  }

  @Test
  public void calls() {
    isNotUnderstood("OPERATION", "call");
    isNotUnderstood("there is no operation SING", "call", "SING");
    isNotUnderstood("GET_CONFIG takes the arguments PATH", "call", "GET_CONFIG");
    isNotUnderstood("GET_FS_VERSION takes no arguments", "call", "1", "more");
    isNotUnderstood("takes no arguments other than --text or --hex", "call", "42", "more");
    isNotUnderstood("MAX is not a number: all", "call", "GET_CLUSTER_LOG", "all");
    isNotUnderstood("--hex", "call", "42", "--hex", "0g");
    isNotUnderstood("mutually exclusive", "call", "42", "--hex", "00", "--text", "a");
    isNotUnderstood("--timeout", "call", "--timeout", "0", "1");
  }

  @Test
  public void modules() {
    for (String command : List.of("list", "swap", "rollback", "unload")) {
      prints("--service=NAME", "modules", command, "--help");
    }
    isNotUnderstood("JAR", "modules", "swap");
    isNotUnderstood("NAME", "modules", "rollback");
    isNotUnderstood("longer than 100 bytes", "modules", "list", "--service", "a".repeat(101));
  }

  @Test
  public void logging() {
    prints("--log-level=LEVEL", "serve", "--help");
    prints("PMXCFS_IPC_LOG_LEVEL", "echo", "--help");
    prints("[LEVEL]", "log", "--help");
    isNotUnderstood("no log level: 'loud' (error, warn, info, debug, trace)", "log", "loud");
    isNotUnderstood("--log-level", "serve", "--db", "config.db", "--log-level", "");
  }

  @Test
  public void watching() {
    prints("--prometheus", "stats", "--help");
    prints("--once", "top", "--help");
    for (String interval : List.of("0", "-1", "0.05", "3601", "NaN", "Infinity", "1e9999")) {
      isNotUnderstood("--interval must be 0.1 to 3600", "top", "--interval", interval);
    }
    for (String address : List.of("", "here", "1:2:3", "[127.0.0.1]", "127.0.0.1:65536", "-1")) {
      isNotUnderstood("--metrics", "serve", "--db", "config.db", "--metrics=" + address);
    }
  }

  @Test
  public void configuration() {
    for (String command : List.of("ls", "cat", "put", "rm", "mv", "mkdir", "import", "export")) {
      prints("--db=FILE", "config", command, "--help");
    }
    isNotUnderstood("PATH", "config", "put");
    isNotUnderstood("NEW-PATH", "config", "mv", "a");
    isNotUnderstood("mutually exclusive", "config", "ls", "--db", "a", "--service", "b");
    isNotUnderstood("longer than 100 bytes", "config", "ls", "--service", "a".repeat(101));
    isNotUnderstood(
        "longer than 100 bytes", "serve", "--db", "config.db", "--service", "a".repeat(101));
  }

  private void prints(String what, String... arguments) {
    assertEquals(0, execute(arguments));
    assertThat(output.toString(), containsString(what));
    assertEquals("", errors.toString());
  }

  private void isNotUnderstood(String what, String... arguments) {
    assertEquals(2, execute(arguments));
    assertThat(errors.toString(), containsString(what));
    assertEquals(errors.toString(), 1, errors.toString().lines().count());
    assertEquals("", output.toString());
  }

  private int execute(String... arguments) {
    output.getBuffer().setLength(0);
    errors.getBuffer().setLength(0);
    return PmxcfsIpc.commandLine(arguments)
        .setOut(new PrintWriter(output))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }
}
