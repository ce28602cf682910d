package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.text.PrintableText;
import dev.pmxcfs.ipc.text.Terminals;
import dev.qbipc.linux.file.WindowSize;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The terminal that standard output is, to be written to again and again from its first line. */
final class Terminal {

  private static final WindowSize USUAL_SIZE = new WindowSize(24, 80);

  private static final String HOME = "\u001b[H";
  private static final String ERASE_REST_OF_LINE = "\u001b[K";
  private static final String ERASE_REST_OF_SCREEN = "\u001b[J";

  private final Path device;

  private Terminal(Path device) {
    this.device = device;
  }

  /** Nothing if standard output is a file or a pipe. */
  static Optional<Terminal> ofStandardOutput() {
    return Terminals.ofStandardOutput().map(Terminal::new);
  }

  /** The file that stands for it. */
  Path device() {
    return device;
  }

  /** What there is room for just now; it may change at any time. */
  private static WindowSize size() {
    return WindowSize.ofStandardOutput().orElse(USUAL_SIZE);
  }

  /** All its settings, for {@link #set}; nothing if it does not tell. */
  Optional<String> settings() {
    return stty("-g").map(String::strip).filter(text -> !text.isEmpty());
  }

  /** Changes its settings. */
  void set(String... settings) {
    stty(settings);
  }

  private Optional<String> stty(String... arguments) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    try {
      Process stty =
          new ProcessBuilder(command)
              .redirectInput(device.toFile())
              .redirectError(Redirect.DISCARD)
              .start();
      String output = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return stty.waitFor() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Replaces the lines on the screen; those that do not fit are cut off. */
  void show(List<String> lines) {
    WindowSize size = size();
    String text =
        lines.stream()
            .limit(size.rows())
            .map(PrintableText::oneLine)
            .map(line -> line.substring(0, Math.min(line.length(), size.columns())))
            .collect(Collectors.joining(ERASE_REST_OF_LINE + "\n", HOME, ERASE_REST_OF_LINE));
    StandardOutput.print((text + ERASE_REST_OF_SCREEN).getBytes(StandardCharsets.UTF_8));
  }
}
