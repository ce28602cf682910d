package dev.pmxcfs.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is talked to by lines. */
final class Child implements AutoCloseable {

  private static final long END_SECONDS = 10;

  private final List<String> command;
  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;

  private Child(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.output = process.inputReader();
    this.input = process.outputWriter();
  }

  /**
   * Starts a process.
   *
   * @param environment what is added to this process's
   * @param errors where its standard error goes
   */
  static Child start(List<String> command, Map<String, String> environment, File errors) {
    try {
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder.redirectError(ProcessBuilder.Redirect.appendTo(errors));
      return new Child(command, builder.start());
    } catch (IOException e) {
      throw new BenchmarkFailedException("cannot start " + String.join(" ", command), e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits for a line that begins so, which has to be the next one. */
  String expect(String beginning) {
    String line = readLine();
    if (line == null || !line.startsWith(beginning)) {
      throw failed("said " + line + " and not " + beginning);
    }
    return line;
  }

  /** The next line, null at the end. */
  String readLine() {
    try {
      return output.readLine();
    } catch (IOException e) {
      throw failed(e.getMessage());
    }
  }

  void sendLine() {
    try {
      input.newLine();
      input.flush();
    } catch (IOException e) {
      throw failed(e.getMessage());
    }
  }

  /** Whether it ended well. */
  boolean await() {
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      throw failed("was not waited for to the end");
    }
  }

  private BenchmarkFailedException failed(String what) {
    return new BenchmarkFailedException(String.join(" ", command) + ": " + what);
  }

  /** Ends it: its input first, then by signal. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.destroy();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
