package dev.pmxcfs.ipc.harness;

import java.util.List;
import java.util.stream.Collectors;

/** A command in the language of the shell. Its words may have blanks: the checkout's path has. */
public final class ShellCommand {

  private ShellCommand() {}

  public static String of(List<String> words) {
    return words.stream().map(ShellCommand::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
