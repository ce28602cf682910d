package dev.pmxcfs.bench.process;

import java.io.IOException;

/** Commands of the system that are run to their end. */
public final class Command {

  private Command() {}

  /** Runs a command, which has to succeed. */
  public static void run(String... command) {
    String shown = String.join(" ", command);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new BenchmarkFailedException(shown + ": " + output.strip());
      }
    } catch (IOException | InterruptedException e) {
      throw new BenchmarkFailedException("cannot run " + shown, e);
    }
  }
}
