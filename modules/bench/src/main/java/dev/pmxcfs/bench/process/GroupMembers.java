package dev.pmxcfs.bench.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs members of process groups of one kind, each a process of its own and alone in its group.
 *
 * @param program the command that starts one, without its arguments
 * @param errors the file that the members' standard error goes to
 */
public record GroupMembers(CorosyncProcess corosync, List<String> program, Path errors) {

  private static final String GROUP = "bench";

  /**
   * Round trips of a message to oneself.
   *
   * @param size of the message in bytes
   */
  public Load trips(int size, Duration duration) {
    return run("trip", GROUP, size, duration.toMillis());
  }

  /**
   * Messages to oneself, many at a time.
   *
   * @param size of each in bytes
   * @param window how many may be on their way
   */
  public Load stream(int size, int window, Duration duration) {
    return run("stream", GROUP, size, duration.toMillis(), window);
  }

  /** Questions for the local node's id. */
  public Load questions(Duration duration) {
    return run("ask", duration.toMillis());
  }

  private Load run(Object... arguments) {
    List<String> command =
        Stream.concat(program.stream(), Stream.of(arguments).map(Object::toString)).toList();
    try (Child child = Child.start(command, Map.of(), errors.toFile())) {
      child.expect("ready");
      Duration before = corosync.processorTime();
      child.sendLine();
      ClientResult result = ClientResult.read(child);
      return Load.of(List.of(result), corosync.processorTime().minus(before));
    } catch (BenchmarkFailedException e) {
      throw new BenchmarkFailedException(e.getMessage() + "; " + errors + " says why", e);
    }
  }
}
