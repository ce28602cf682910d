package dev.pmxcfs.ipc.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a word that is no command, or no option. */
final class UnknownCommand {

  private static final int MAX_SUGGESTIONS = 3;

  private UnknownCommand() {}

  /** Of a word where a command is expected. */
  static String message(CommandLine command, String word) {
    var unmatched = new UnmatchedArgumentException(command, List.of(word));
    List<String> similar = similar(unmatched);
    String hint =
        similar.isEmpty()
            ? "the commands are " + String.join(", ", command.getSubcommands().keySet())
            : "did you mean " + String.join(" or ", similar) + "?";
    return "there is no command '" + word + "': " + hint;
  }

  /** Of words that a command line has too much. */
  static String message(UnmatchedArgumentException e) {
    CommandLine command = e.getCommandLine();
    boolean isCommand =
        !e.isUnknownOption()
            && !command.getSubcommands().isEmpty()
            && command.getParseResult().matchedOptions().isEmpty();
    if (isCommand) {
      return message(command, e.getUnmatched().get(0));
    }
    List<String> similar = e.isUnknownOption() ? similar(e) : List.of();
    return similar.isEmpty()
        ? e.getMessage()
        : e.getMessage() + ": did you mean " + String.join(" or ", similar) + "?";
  }

  private static List<String> similar(UnmatchedArgumentException e) {
    return e.getSuggestions().stream().limit(MAX_SUGGESTIONS).toList();
  }
}
