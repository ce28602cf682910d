package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.health.ClientRoom;
import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import dev.pmxcfs.ipc.server.ReadinessProbe;
import dev.pmxcfs.ipc.systemd.SupervisedService;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
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
    exitCodeListHeading = "%nExit status%n",
    exitCodeList = {
      "0:It was told to end.",
      "1:It could not start, or could not go on.",
      "2:The command line is not understood.",
      "3:It ended at once, since a thread or its memory was lost; start it again."
    },
    mixinStandardHelpOptions = true)
public final class EchoCommand implements Runnable {

  public static final String NAME = "echo";

  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME",
      description = "The name clients connect to.")
  private String service;

  @Option(
      names = "--busy",
      paramLabel = "MICROS",
      description = "How long each request keeps its reader busy, in microseconds (default: 0).")
  private long busyMicros;

  @Option(
      names = "--options",
      paramLabel = "JSON",
      description = "More options of the service, as JSON for the library's QbServerOptions.")
  private String furtherOptions = "{}";

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
      var options = new QbServerOptions().setService(service);
      options.getReaderOptions().setNice(PmxcfsServerOptions.DEFAULT_READER_NICE);
      JsonObject given = serviceOptions.addTo(options).toJson();
      return new QbServerOptions(given.mergeIn(new JsonObject(furtherOptions), true));
    } catch (IllegalArgumentException | DecodeException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private void answer(Request request) {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(busyMicros);
    while (busyMicros > 0 && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    request.reply(request.array(), 0, request.length());
  }

  private void start(ServiceProcess process, QbServerOptions options) {
    Vertx vertx = EpollVertx.start(options.getHandshakeOptions().getEventLoops());
    process.onShutdown("Vert.x", vertx::close);
    QbServer server = QbServer.create(vertx, options);
    process.onShutdown("the service", server::close);
    process.await(server.fallback(this::answer), "cannot deploy the echo");
    process.await(server.listen(), "cannot listen at @" + server.service());
    var probe = new ReadinessProbe(vertx, server, new ClientRoom(options));
    process.await(probe.awaitSuccess(process.closing()));
    process.supervise(
        vertx,
        new SupervisedService(() -> "echoing at @" + server.service(), server::silentReaders));
    process.serve(server.service(), "echo");
  }
}
