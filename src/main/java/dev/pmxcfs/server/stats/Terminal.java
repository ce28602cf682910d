package dev.pmxcfs.server.stats;

import dev.pmxcfs.server.StandardOutput;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminal that standard output is, to be written to again and again from its first line. */
final class Terminal {

  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
  private static final Pattern TERMINALS = Pattern.compile("/dev/(pts/|tty|console).*");
  private static final Pattern SIZE = Pattern.compile("(\\d+) \\d+\\s*");
  private static final int USUAL_ROWS = 24;

  private static final String HOME = "\u001b[H";
  private static final String ERASE_REST_OF_LINE = "\u001b[K";
  private static final String ERASE_REST_OF_SCREEN = "\u001b[J";

  private final Path device;

  private Terminal(Path device) {
    this.device = device;
  }

  /** Nothing if standard output is a file or a pipe. */
  static Optional<Terminal> ofStandardOutput() {
    try {
      Path device = Files.readSymbolicLink(STANDARD_OUTPUT);
      boolean isTerminal = TERMINALS.matcher(device.toString()).matches();
      return isTerminal ? Optional.of(new Terminal(device)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** How many lines it has just now. */
  int rows() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(device.toFile())
              .redirectError(Redirect.DISCARD)
              .start();
      Matcher size =
          SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      return size.matches() && !size.group(1).equals("0")
          ? Integer.parseInt(size.group(1))
          : USUAL_ROWS;
    } catch (IOException e) {
      return USUAL_ROWS;
    }
  }

  /** Replaces what is shown. */
  void show(List<String> lines) {
    String text = HOME + String.join(ERASE_REST_OF_LINE + "\r\n", lines);
    StandardOutput.print(
        (text + ERASE_REST_OF_LINE + ERASE_REST_OF_SCREEN).getBytes(StandardCharsets.UTF_8));
  }
}
