package dev.pmxcfs.bench.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs clients, each in a process of its own: unmodified libqb ones, or those that behave alike.
 *
 * @param program the command that starts one, without its arguments
 * @param errors the file that the clients' standard error goes to
 */
public record Clients(List<String> program, Path errors) {

  /**
   * Loads a server with requests.
   *
   * @param count how many clients, all at the same time
   * @param duration how long
   */
  public Load call(
      ServerProcess server, RequestKind kind, int count, Duration duration, Placement placement) {
    var arguments =
        List.of(
            "call",
            server.service(),
            String.valueOf(kind.id()),
            kind.payload().toString(),
            String.valueOf(kind.maxMessage()),
            String.valueOf(duration.toMillis()),
            String.valueOf(kind.pause().toNanos() / 1000));
    return run(server, arguments, count, placement);
  }

  /**
   * Makes a server send events to one client.
   *
   * @param kind the request that they follow
   * @param count how many
   */
  public Load events(ServerProcess server, RequestKind kind, int count, Placement placement) {
    var arguments =
        List.of(
            "events",
            server.service(),
            kind.payload().toString(),
            String.valueOf(kind.maxMessage()),
            String.valueOf(count));
    return run(server, arguments, 1, placement);
  }

  /** Loads a server with clients that connect and disconnect. */
  public Load connect(
      ServerProcess server, int maxMessage, int count, Duration duration, Placement placement) {
    var arguments =
        List.of(
            "connect",
            server.service(),
            String.valueOf(maxMessage),
            String.valueOf(duration.toMillis()));
    return run(server, arguments, count, placement);
  }

  /** Connections that do nothing until they are closed. */
  public HeldConnections hold(ServerProcess server, int maxMessage, int count) {
    long descriptors = server.descriptors();
    Child child =
        start(
            List.of("hold", server.service(), String.valueOf(maxMessage), String.valueOf(count)),
            Placement.FREE);
    try {
      child.expect("ready");
    } catch (BenchmarkFailedException e) {
      child.close();
      throw new BenchmarkFailedException(e.getMessage() + "; " + errors + " says why", e);
    }
    return new HeldConnections(child, server, descriptors);
  }

  private Load run(ServerProcess server, List<String> arguments, int count, Placement placement) {
    List<Child> children = new ArrayList<>();
    try {
      IntStream.range(0, count).forEach(i -> children.add(start(arguments, placement)));
      children.forEach(child -> child.expect("ready"));
      Duration before = server.processorTime();
      children.forEach(Child::sendLine);
      List<ClientResult> results = children.stream().map(ClientResult::read).toList();
      Duration used = server.processorTime().minus(before);
      return Load.of(results, used);
    } catch (BenchmarkFailedException e) {
      throw new BenchmarkFailedException(e.getMessage() + "; " + errors + " says why", e);
    } finally {
      children.forEach(Child::close);
    }
  }

  private Child start(List<String> arguments, Placement placement) {
    var command = Stream.concat(program.stream(), arguments.stream()).toList();
    return Child.start(placement.client(command), Map.of(), errors.toFile());
  }
}
