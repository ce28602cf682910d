package dev.qbipc.fuse.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.qbipc.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A mount namespace of a test's own: what is mounted in it is gone when it is closed and nobody is
 * in it any more, whatever has become of the test. A shell keeps it.
 */
public final class Namespace implements AutoCloseable {

  private final Process keeper;

  private Namespace(Process keeper) {
    this.keeper = keeper;
  }

  /** A namespace with the mounts of this process. */
  public static Namespace create() {
    return started(List.of());
  }

  /** Another with the mounts that this one has now: copies of each. */
  public Namespace copy() {
    return started(entering());
  }

  private static Namespace started(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("unshare", "--mount", "--propagation", "private"));
    command.addAll(List.of("sh", "-c", "cd / && echo ready && cat >/dev/null"));
    try {
      Process keeper = new ProcessBuilder(command).redirectErrorStream(true).start();
      String line = keeper.inputReader(UTF_8).readLine();
      if (!"ready".equals(line)) {
        throw new IllegalStateException("no mount namespace: " + line);
      }
      return new Namespace(keeper);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command within begins with. */
  public List<String> entering() {
    return List.of("nsenter", "--mount=/proc/" + keeper.pid() + "/ns/mnt", "--wd=/");
  }

  /** What a command has printed, without the last line's end, and its status. */
  public record Result(int status, String output) {}

  /** Starts a script of the shell within. */
  public Process start(String script) {
    List<String> command = new ArrayList<>(entering());
    command.addAll(List.of("sh", "-c", script));
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a script to its end. */
  public Result run(String script) {
    return result(start(script));
  }

  /** What becomes of a process that was started here. */
  public static Result result(Process process) {
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("a command does not end; so far: " + output);
      }
      return new Result(process.exitValue(), output.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a script that succeeds, and returns what it has printed. */
  public String output(String script) {
    Result result = run(script);
    if (result.status != 0) {
      throw new AssertionError(script + ": status " + result.status + ", " + result.output);
    }
    return result.output;
  }

  @Override
  public void close() {
    keeper.destroyForcibly();
  }
}
