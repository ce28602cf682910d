package dev.pmxcfs.manual;

import dev.pmxcfs.ipc.cli.call.CallCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * The pages of all commands, as AsciiDoc: first what picocli tells of the command's name, options
 * and arguments, then what is written by hand, such as examples, then what holds for every command.
 */
final class ManualPages {

  /** What {@code ManPageGenerator} calls success. */
  private static final int DONE = 0;

  private static final String EXTENSION = ".adoc";

  /** For every command, behind its own sections. */
  private static final String COMMON = "common" + EXTENSION;

  private final CommandLine program;
  private final Path sections;

  /**
   * @param sections the directory with a file for each command, named as its page
   */
  ManualPages(CommandLine program, Path sections) {
    this.program = program;
    this.sections = sections;
  }

  /** Writes a file for each command; all that was in the directory is removed. */
  void write(Path directory) throws IOException {
    empty(directory);
    boolean[] verbosity = {};
    int status =
        ManPageGenerator.generateManPage(
            directory.toFile(), null, verbosity, false, program.getCommandSpec());
    if (status != DONE) {
      throw new IllegalStateException("no pages could be generated: status " + status);
    }
    for (CommandSpec command : commands(program)) {
      Path page = directory.resolve(pageName(command) + EXTENSION);
      Files.writeString(page, Files.readString(page) + sectionsOf(command));
    }
  }

  private static void empty(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** All commands: the program, and each command behind the one it belongs to. */
  static List<CommandSpec> commands(CommandLine command) {
    List<CommandSpec> commands = new ArrayList<>(List.of(command.getCommandSpec()));
    command.getSubcommands().values().stream()
        .filter(subcommand -> !subcommand.getCommandSpec().usageMessage().hidden())
        .forEach(subcommand -> commands.addAll(commands(subcommand)));
    return commands;
  }

  /** The name of a command's page: {@code pmxcfs-ipc-config-put}. */
  static String pageName(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private String sectionsOf(CommandSpec command) throws IOException {
    Path own = sections.resolve(pageName(command) + EXTENSION);
    if (!Files.exists(own)) {
      throw new IllegalStateException(
          "the manual says nothing of "
              + command.qualifiedName()
              + " but its options: write its examples into "
              + own);
    }
    return String.join(
        "\n",
        "",
        operations(command) + Files.readString(own),
        Files.readString(sections.resolve(COMMON)),
        seeAlso(command),
        "");
  }

  /** The page of call has what its help has: the operations that the modules describe. */
  private static String operations(CommandSpec command) {
    return command.name().equals(CallCommand.NAME)
        ? "== Operations\n\n....\n" + CallCommand.operationsForHelp() + "....\n\n"
        : "";
  }

  /** The command it belongs to and those that belong to it. */
  private static String seeAlso(CommandSpec command) {
    List<CommandSpec> related = new ArrayList<>();
    if (command.parent() != null) {
      related.add(command.parent());
    }
    command.subcommands().values().forEach(subcommand -> related.add(subcommand.getCommandSpec()));
    return related.stream()
        .map(other -> "*" + pageName(other) + "*(1)")
        .collect(Collectors.joining(", ", "== See Also\n\n", "\n"));
  }
}
