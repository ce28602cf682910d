package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.health.ClientRoom;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Vertx;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers every request with its own payload: the smallest service there can be. */
@Command(
    name = EchoCommand.NAME,
    description = "Starts a service that answers each request with the request's payload.",
    optionListHeading = "%nWhat is served:%n",
    footer = ServeCommand.OTHER_PLACES,
    mixinStandardHelpOptions = true)
public final class EchoCommand implements Runnable {

  public static final String NAME = "echo";

  @Option(names = "--service", required = true, paramLabel = "NAME", description = "Its name.")
  private String service;

  @Mixin private ServiceOptions serviceOptions;

  @Mixin private LogLevelOption logLevelOption;

  @Override
  public void run() {
    QbServerOptions options = serviceOptions.forService(service);
    logLevelOption.apply();
    ServiceProcess.run(process -> start(process, options));
  }

  private static void start(ServiceProcess process, QbServerOptions options) {
    Vertx vertx = EpollVertx.start(options.getEventLoops());
    process.atEnd("Vert.x", vertx::close);
    QbServer server = QbServer.create(vertx, options);
    process.atEnd("the service", server::close);
    process.await(
        server.fallback(request -> request.reply(request.array(), 0, request.length())),
        "cannot deploy the echo");
    process.serve(server, new ClientRoom(options), "echo", () -> {});
  }
}
