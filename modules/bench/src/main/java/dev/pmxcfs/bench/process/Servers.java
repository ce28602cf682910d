package dev.pmxcfs.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts the servers that are compared.
 *
 * @param launcher the program's launcher
 * @param programs the directory of the compiled C programs
 * @param scratch a directory for what servers write
 */
public record Servers(Path launcher, Path programs, Path scratch) {

  /** The echo on libqb's own C library. */
  public ServerProcess libqb(Placement placement) {
    String service = name("libqb", placement);
    return start(service, placement, List.of(programs.resolve("libqb-server").toString(), service));
  }

  /**
   * The echo on libqb's own C library, which takes time for each answer.
   *
   * @param micros how long
   */
  public ServerProcess busyLibqb(Placement placement, long micros) {
    String service = name("libqb-busy", placement);
    String program = programs.resolve("libqb-server").toString();
    return start(service, placement, List.of(program, service, String.valueOf(micros)));
  }

  /**
   * The program's echo, which takes time for each answer.
   *
   * @param micros how long
   * @param options of the library, as JSON
   */
  public ServerProcess busyEcho(Placement placement, long micros, String options) {
    String service = name("echo-busy-" + Integer.toHexString(options.hashCode()), placement);
    var command = new ArrayList<String>();
    command.addAll(List.of(launcher.toString(), "echo", "--service", service));
    command.addAll(List.of("--busy", String.valueOf(micros), "--options", options));
    return start(service, placement, command);
  }

  /** The program's echo. */
  public ServerProcess echo(Placement placement) {
    return echo(placement, Map.of());
  }

  /**
   * The program's echo.
   *
   * @param environment what is added to this process's
   */
  public ServerProcess echo(Placement placement, Map<String, String> environment) {
    String service = name("echo", placement);
    var command = placement.server(List.of(launcher.toString(), "echo", "--service", service));
    return ServerProcess.start(service, command, environment, errors(service));
  }

  /**
   * pmxcfs's operations.
   *
   * @param database created when absent
   */
  public ServerProcess serve(Placement placement, Path database) {
    return serve(placement, database, List.of());
  }

  /**
   * The same.
   *
   * @param environment what is added to this process's
   */
  public ServerProcess serve(Placement placement, Path database, Map<String, String> environment) {
    String service = name("serve", placement);
    return ServerProcess.start(
        service, placement.server(serveCommand(service, database)), environment, errors(service));
  }

  /**
   * The same, with metrics over HTTP.
   *
   * @param port of the loopback interface
   */
  public ServerProcess serve(Placement placement, Path database, int port) {
    return serve(placement, database, List.of("--metrics", String.valueOf(port)));
  }

  /**
   * The same, with the configuration mounted.
   *
   * @param directory where
   * @param environment what is added to this process's
   */
  public ServerProcess serveMounted(
      Path database, Path directory, Map<String, String> environment) {
    String service = name("mounted", Placement.FREE);
    var command = new ArrayList<>(serveCommand(service, database));
    command.addAll(List.of("--mount", directory.toString()));
    return ServerProcess.start(service, command, environment, errors(service));
  }

  private ServerProcess serve(Placement placement, Path database, List<String> options) {
    String service = name("serve", placement);
    var command = new ArrayList<>(serveCommand(service, database));
    command.addAll(options);
    return start(service, placement, command);
  }

  private List<String> serveCommand(String service, Path database) {
    var command = new ArrayList<String>();
    command.addAll(List.of(launcher.toString(), "serve", "--service", service));
    command.addAll(List.of("--node", "bench", "--db", database.toString()));
    command.addAll(List.of("--rrd-directory", scratch.resolve("rrd").toString()));
    return command;
  }

  /** Fills a database with the files of a directory. */
  public void importFiles(Path directory, Path database) {
    String[] command = {
      launcher.toString(), "config", "import", directory.toString(), "--db", database.toString()
    };
    try {
      var importing = new ProcessBuilder(command).inheritIO().start();
      if (importing.waitFor() != 0) {
        throw new BenchmarkFailedException("the files of " + directory + " cannot be imported");
      }
    } catch (IOException | InterruptedException e) {
      throw new BenchmarkFailedException("cannot run " + launcher, e);
    }
  }

  private ServerProcess start(String service, Placement placement, List<String> command) {
    return ServerProcess.start(service, placement.server(command), Map.of(), errors(service));
  }

  private static String name(String kind, Placement placement) {
    return "bench-" + ProcessHandle.current().pid() + "-" + kind + "-" + placement.ordinal();
  }

  private Path errors(String service) {
    return scratch.resolve(service + ".log");
  }
}
