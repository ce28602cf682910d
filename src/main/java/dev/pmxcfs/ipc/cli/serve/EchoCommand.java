package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.health.ClientRoom;
import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import dev.pmxcfs.ipc.server.ReadinessProbe;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Vertx;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

  @Spec private CommandSpec command;

  @Override
  public void run() {
    QbServerOptions options = checkedOptions();
    logLevelOption.apply();
    ServiceProcess.run(process -> start(process, options));
  }

  private QbServerOptions checkedOptions() {
    try {
      return serviceOptions.addTo(
          new QbServerOptions()
              .setService(service)
              .setReaderNice(PmxcfsServerOptions.DEFAULT_READER_NICE));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private static void start(ServiceProcess process, QbServerOptions options) {
    Vertx vertx = EpollVertx.start(options.getEventLoops());
    process.onShutdown("Vert.x", vertx::close);
    QbServer server = QbServer.create(vertx, options);
    process.onShutdown("the service", server::close);
    process.await(
        server.fallback(request -> request.reply(request.array(), 0, request.length())),
        "cannot deploy the echo");
    process.await(server.listen(), "cannot listen at @" + server.service());
    var probe = new ReadinessProbe(vertx, server, new ClientRoom(options));
    process.await(probe.awaitSuccess(process.closing()));
    process.serve(server.service(), "echo");
  }
}
