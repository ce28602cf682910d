package dev.pmxcfs.bench.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Clients of a mounted file system that all do the same, each a process with a directory of its
 * own. They run as long as they are open, and measure when they are told to.
 */
public final class FileClients implements AutoCloseable {

  private final Mounted mounted;
  private final Path errors;
  private final List<Child> children = new ArrayList<>();

  private FileClients(Mounted mounted, Path errors) {
    this.mounted = mounted;
    this.errors = errors;
  }

  /**
   * Starts clients.
   *
   * @param servers knows where the client's program is
   * @param operation what they do
   * @param count how many they are
   * @param duration of one measurement
   */
  public static FileClients start(
      Servers servers, Mounted mounted, String operation, int count, Duration duration) {
    Path errors = servers.scratch().resolve("file-clients.log");
    var clients = new FileClients(mounted, errors);
    try {
      for (int i = 0; i < count; i++) {
        String directory = mounted.directory().resolve("client-" + i).toString();
        var program =
            List.of(
                servers.programs().resolve("mount-client").toString(),
                operation,
                directory,
                String.valueOf(duration.toMillis()));
        var command = Stream.concat(mounted.entering().stream(), program.stream()).toList();
        clients.children.add(Child.start(command, Map.of(), errors.toFile()));
      }
      clients.children.forEach(child -> child.expect("ready"));
      return clients;
    } catch (BenchmarkFailedException e) {
      clients.close();
      throw clients.explained(e);
    }
  }

  /** Measures once, with all of them at the same time. */
  public Load measure() {
    try {
      Duration before = mounted.processorTime();
      children.forEach(Child::sendLine);
      List<ClientResult> results = children.stream().map(ClientResult::next).toList();
      return Load.of(results, mounted.processorTime().minus(before));
    } catch (BenchmarkFailedException e) {
      throw explained(e);
    }
  }

  private BenchmarkFailedException explained(BenchmarkFailedException e) {
    return new BenchmarkFailedException(e.getMessage() + "; " + errors + " says why", e);
  }

  @Override
  public void close() {
    children.forEach(Child::close);
  }
}
