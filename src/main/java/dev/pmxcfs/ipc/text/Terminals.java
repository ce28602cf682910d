package dev.pmxcfs.ipc.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which of the process's standard streams is a terminal. */
public final class Terminals {

  private static final Path STREAMS = Path.of("/proc/self/fd");
  private static final Pattern DEVICES = Pattern.compile("/dev/(pts/|tty|console).*");

  private Terminals() {}

  /** The terminal that standard output is, as a file; nothing if that is a file or a pipe. */
  public static Optional<Path> ofStandardOutput() {
    return of("1");
  }

  /** The same of standard error. */
  public static Optional<Path> ofStandardError() {
    return of("2");
  }

  private static Optional<Path> of(String stream) {
    try {
      Path device = Files.readSymbolicLink(STREAMS.resolve(stream));
      return Optional.of(device).filter(file -> DEVICES.matcher(file.toString()).matches());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
