package dev.pmxcfs.manual;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;
import picocli.CommandLine.Model.CommandSpec;

/** The completion, as bash runs it when somebody presses the tab key. */
public class CompletionTest {

  private static final String SCRIPT = "target/completion/pmxcfs-ipc";

  /** Stands in for the program: answers config ls; for db/ with the arguments it was given. */
  private static final String PROGRAM =
      "pmxcfs-ipc() { case ${@: -1} in"
          + " /) printf '%s\\n' nodes/ storage.cfg status.cfg ;;"
          + " nodes/) printf '%s\\n' 'node 1/' node2/ ;;"
          + " db/) printf '%s\\n' \"$*\" ;;"
          + " esac; }\n";

  /** Bash has it only while it completes. */
  private static final String NO_COMPOPT = "compopt() { :; }\n";

  @Test
  public void eachCommandAndOptionIsOffered() throws Exception {
    List<String> lines = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (CommandSpec command : commands()) {
      for (String word : offered(command)) {
        // a name that is all there is taken for the command
        lines.add(command.qualifiedName() + " " + word.substring(0, word.length() - 1));
        expected.add(word);
      }
    }
    List<List<String>> offered = complete(lines);
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!offered.get(i).contains(expected.get(i))) {
        missing.add(lines.get(i) + ": " + offered.get(i));
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  public void operationsAreOfferedByName() throws Exception {
    assertEquals(
        List.of("GET_CLUSTER_INFO", "GET_CLUSTER_LOG"), complete("pmxcfs-ipc call get_cluster"));
    assertEquals(List.of("VERIFY_TOKEN"), complete("pmxcfs-ipc call --timeout 5 VER"));
  }

  @Test
  public void pathsAreThoseOfTheRunningServer() throws Exception {
    assertEquals(
        List.of("nodes/", "storage.cfg", "status.cfg"), complete("pmxcfs-ipc config cat "));
    assertEquals(List.of("storage.cfg", "status.cfg"), complete("pmxcfs-ipc config cat st"));
    assertEquals(List.of("nodes/node 1/", "nodes/node2/"), complete("pmxcfs-ipc config ls nodes/"));
    assertEquals(List.of(), complete("pmxcfs-ipc config rm nothing/"));
  }

  @Test
  public void pathsAreThoseOfTheServiceOrDatabaseThatIsNamed() throws Exception {
    assertEquals(
        List.of("db/config ls --db=a.db -- db/"),
        complete("pmxcfs-ipc config cat --db = a.db db/"));
    assertEquals(
        List.of("db/config ls --service=other -- db/"),
        complete("pmxcfs-ipc config cat --service other db/"));
  }

  private static Iterable<CommandSpec> commands() {
    return ManualPages.commands(PmxcfsIpc.commandLine(new String[0]));
  }

  private static List<String> offered(CommandSpec command) {
    Stream<String> options =
        command.options().stream()
            .filter(option -> !option.hidden())
            .flatMap(option -> Arrays.stream(option.names()));
    return Stream.concat(options, command.subcommands().keySet().stream()).toList();
  }

  private static List<String> complete(String line) throws Exception {
    return complete(List.of(line)).get(0);
  }

  /** What is offered for the last word of each line; one bash does all of them. */
  private static List<List<String>> complete(List<String> lines) throws Exception {
    var script = new StringBuilder("source " + SCRIPT + "\n" + PROGRAM + NO_COMPOPT);
    for (String line : lines) {
      // an empty word is completed as well
      String words = "'" + String.join("' '", line.split(" ", -1)) + "'";
      script.append(
          "COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _pmxcfs_ipc\n"
              .formatted(words));
      script.append("printf '%s\\t' \"${COMPREPLY[@]}\"; echo\n");
    }
    return run(script.toString()).lines().limit(lines.size()).map(CompletionTest::words).toList();
  }

  private static List<String> words(String line) {
    return Arrays.stream(line.split("\t")).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }

  private static String run(String script) throws IOException, InterruptedException {
    Process bash = new ProcessBuilder("bash").redirectErrorStream(true).start();
    try (var input = bash.getOutputStream()) {
      input.write(script.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(output, 0, bash.waitFor());
    return output;
  }
}
