package dev.pmxcfs.ipc.cli.config.edit;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The editor that a user has chosen, as sensible-editor chooses it. */
final class Editor {

  private static final Signal INTERRUPT = new Signal("INT");

  private static final List<String> VARIABLES = List.of("VISUAL", "EDITOR");
  private static final List<String> DEFAULTS = List.of("sensible-editor", "editor", "nano", "vi");

  private final String command;

  private Editor(String command) {
    this.command = command;
  }

  /**
   * @param environment gives the value of a variable, or null
   * @throws CommandFailedException if there is none
   */
  static Editor of(UnaryOperator<String> environment) {
    return VARIABLES.stream()
        .map(environment)
        .filter(value -> value != null && !value.isBlank())
        .findFirst()
        .or(() -> installed(Optional.ofNullable(environment.apply("PATH")).orElse("")))
        .map(Editor::new)
        .orElseThrow(
            () ->
                new CommandFailedException(
                    ExitStatus.NOT_FOUND, "there is no such editor as $VISUAL, $EDITOR or vi"));
  }

  private static Optional<String> installed(String path) {
    return DEFAULTS.stream()
        .filter(
            name ->
                Stream.of(path.split(File.pathSeparator))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, name))))
        .findFirst();
  }

  /**
   * Has a file edited, in the terminal of this process, and waits for that.
   *
   * @return the exit status
   */
  int edit(Path file) throws IOException {
    // by a shell, since the variables may have options
    var process =
        new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString())
            .inheritIO()
            .start();
    // Ctrl-C on the terminal is for the editor; its own handling is not touched by ours
    SignalHandler before = Signal.handle(INTERRUPT, signal -> {});
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the editor ran", e);
    } finally {
      Signal.handle(INTERRUPT, before);
    }
  }

  @Override
  public String toString() {
    return command;
  }
}
