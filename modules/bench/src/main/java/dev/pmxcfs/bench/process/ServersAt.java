package dev.pmxcfs.bench.process;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** The servers that run at one placement, each started when it is first asked for. */
public final class ServersAt implements AutoCloseable {

  private final Servers servers;
  private final Placement placement;
  private final Path database;
  private final Deque<ServerProcess> started = new ArrayDeque<>();
  private ServerProcess echo;
  private ServerProcess libqb;
  private ServerProcess serve;

  /**
   * @param database what pmxcfs's operations are served from
   */
  public ServersAt(Servers servers, Placement placement, Path database) {
    this.servers = servers;
    this.placement = placement;
    this.database = database;
  }

  /** The program's echo. */
  public ServerProcess echo() {
    echo = started(echo, () -> servers.echo(placement));
    return echo;
  }

  /** The echo on libqb's own C library. */
  public ServerProcess libqb() {
    libqb = started(libqb, () -> servers.libqb(placement));
    return libqb;
  }

  /** pmxcfs's operations. */
  public ServerProcess serve() {
    serve = started(serve, () -> servers.serve(placement, database));
    return serve;
  }

  private ServerProcess started(ServerProcess server, Supplier<ServerProcess> start) {
    if (server != null) {
      return server;
    }
    started.push(start.get());
    return started.peek();
  }

  @Override
  public void close() {
    started.forEach(ServerProcess::close);
  }
}
