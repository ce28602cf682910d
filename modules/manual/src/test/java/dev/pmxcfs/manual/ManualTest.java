package dev.pmxcfs.manual;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages, as the build has made them. */
public class ManualTest {

  private static final Path PAGES = Path.of("target/man");
  private static final Path SECTIONS = Path.of("src/main/adoc");
  private static final String PROMPT = "$ pmxcfs-ipc ";

  private final CommandLine program = PmxcfsIpc.commandLine(new String[0]);

  @Test
  public void eachCommandHasAPage() throws IOException {
    List<String> expected =
        commands().stream().map(command -> ManualPages.pageName(command) + ".1").sorted().toList();
    assertEquals(expected, names(PAGES));
  }

  @Test
  public void aPageHasEachOptionAndArgumentAndCommand() throws IOException {
    List<String> missing = new ArrayList<>();
    for (CommandSpec command : commands()) {
      String page = page(command);
      shownNames(command)
          .filter(name -> !page.contains(name))
          .forEach(name -> missing.add(command.qualifiedName() + ": " + name));
    }
    assertEquals(List.of(), missing);
  }

  @Test
  public void aPageHasExamplesAndExitStatus() throws IOException {
    for (CommandSpec command : commands()) {
      String page = page(command);
      assertTrue(command.qualifiedName(), page.contains(PROMPT + argumentsOf(command)));
      assertTrue(command.qualifiedName(), page.contains(".SH \"EXIT STATUS\""));
    }
  }

  @Test
  public void eachOperationIsOnThePageOfCall() throws IOException {
    assertTrue(page("pmxcfs-ipc-call").contains("GET_GUEST_CONFIG_PROPERTY VMID PROPERTY"));
  }

  @Test
  public void eachExampleIsUnderstood() throws IOException {
    for (String file : names(SECTIONS)) {
      for (String line : Files.readAllLines(SECTIONS.resolve(file))) {
        if (line.startsWith(PROMPT)) {
          // throws what is wrong with it
          program.parseArgs(line.substring(PROMPT.length()).replaceFirst(" <.*", "").split(" "));
        }
      }
    }
  }

  @Test
  public void noSectionIsLeftOfACommandThatIsGone() throws IOException {
    List<String> expected =
        Stream.concat(commands().stream().map(ManualPages::pageName), Stream.of("common"))
            .map(name -> name + ".adoc")
            .sorted()
            .toList();
    assertEquals(expected, names(SECTIONS));
  }

  private List<CommandSpec> commands() {
    return ManualPages.commands(program);
  }

  /** The program itself has none: its examples are those of its commands. */
  private static String argumentsOf(CommandSpec command) {
    String name = command.qualifiedName();
    return command.parent() == null ? "" : name.substring(name.indexOf(' ') + 1);
  }

  private static Stream<String> shownNames(CommandSpec command) {
    Stream<String> options =
        command.options().stream()
            .filter(option -> !option.hidden())
            .map(OptionSpec::names)
            .flatMap(Arrays::stream);
    Stream<String> arguments =
        command.positionalParameters().stream().map(parameter -> parameter.paramLabel());
    Stream<String> subcommands = command.subcommands().keySet().stream();
    return Stream.of(options, arguments, subcommands).flatMap(names -> names);
  }

  private static String page(CommandSpec command) throws IOException {
    return page(ManualPages.pageName(command));
  }

  /** A page's text, without the marks of fonts and the escapes of hyphens. */
  private static String page(String name) throws IOException {
    return Files.readString(PAGES.resolve(name + ".1"))
        .replaceAll("\\\\f[BIPR]", "")
        .replace("\\-", "-");
  }

  private static List<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
