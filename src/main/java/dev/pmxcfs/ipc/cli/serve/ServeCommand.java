package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.blackbox.DumpSignal;
import dev.pmxcfs.ipc.cli.base.Defaults;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.metrics.MeasuredVertx;
import dev.pmxcfs.ipc.process.EmergencyExit;
import dev.pmxcfs.ipc.server.PmxcfsServer;
import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import dev.pmxcfs.ipc.systemd.SupervisedService;
import dev.pmxcfs.state.StateOptions;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves pmxcfs's operations from a configuration database. */
@Command(
    name = ServeCommand.NAME,
    description = "Starts pmxcfs's service on a configuration database.",
    optionListHeading = "%nWhat is served:%n",
    exitCodeListHeading = "%nExit status%n",
    exitCodeList = {
      "0:It was told to end.",
      "1:It could not start, or could not go on.",
      "2:The command line is not understood.",
      "3:It ended at once, since a thread or its memory was lost; start it again."
    },
    footer = ServeCommand.OTHER_PLACES,
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Runnable {

  public static final String NAME = "serve";

  static final String OTHER_PLACES =
      "%nOptions can also be in a file, given as @FILE, or in the environment:"
          + " PMXCFS_IPC_LOG_LEVEL is the variable for --log-level. The command line takes"
          + " precedence.";

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = Defaults.SERVICE,
      description = "The name clients connect to (default: ${DEFAULT-VALUE}).")
  private String service;

  @Option(
      names = "--db",
      paramLabel = "FILE",
      description =
          "The database, created if missing (default: data/config.db of the checkout, or"
              + " /var/lib/pmxcfs-ipc/config.db where the program is installed).")
  private Path database;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description = "A directory whose files are served read-only, in place of --db.")
  private Path configDirectory;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "This node's name (default: the host's name up to its first dot).")
  private String node;

  @Mixin private MountedOptions mountedOptions;

  @Mixin private ClusteredOptions clusteredOptions;

  @Mixin private AccessOptions accessOptions;

  @Mixin private ServedModuleOptions moduleOptions;

  @Mixin private MetricsOptions metricsOptions;

  @Mixin private MeasurementOptions measurementOptions;

  @Mixin private ServiceOptions serviceOptions;

  @Mixin private LogLevelOption logLevelOption;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    PmxcfsServerOptions options = checkedOptions();
    logLevelOption.apply();
    ServiceProcess.run(process -> start(process, options));
  }

  private PmxcfsServerOptions checkedOptions() {
    try {
      return options();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private PmxcfsServerOptions options() {
    var options = new PmxcfsServerOptions();
    options.setIpc(serviceOptions.addTo(options.getIpc().setService(service)));
    mountedOptions.addTo(options);
    clusteredOptions.addTo(options);
    accessOptions.addTo(options);
    moduleOptions.addTo(options);
    metricsOptions.addTo(options);
    return options.setRrd(measurementOptions.rrd()).setState(stateOptions());
  }

  private StateOptions stateOptions() {
    var options = new StateOptions();
    setSource(options);
    return node != null ? options.setNodeName(node) : options;
  }

  private void setSource(StateOptions options) {
    if (configDirectory == null || isGiven("--db") && !isGiven("--config-dir")) {
      options.setDatabase(databaseOrDefault().toString());
    } else if (database == null || isGiven("--config-dir") && !isGiven("--db")) {
      options.setConfigDirectory(configDirectory.toString());
    } else {
      throw new IllegalArgumentException("--db and --config-dir are mutually exclusive");
    }
  }

  /** Whether the command line has an option, which then goes before another's variable. */
  private boolean isGiven(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  private Path databaseOrDefault() {
    if (database != null) {
      return database;
    }
    return Defaults.database().orElseThrow(() -> new IllegalArgumentException("--db is missing"));
  }

  private static void start(ServiceProcess process, PmxcfsServerOptions options) {
    MeasuredVertx measured = options.getMetrics() == null ? null : new MeasuredVertx();
    int eventLoops = options.getIpc().getHandshakeOptions().getEventLoops();
    Vertx vertx =
        measured == null
            ? EpollVertx.start(eventLoops)
            : EpollVertx.start(eventLoops, measured::start);
    process.onShutdown("Vert.x", vertx::close);
    PmxcfsServer server = PmxcfsServer.create(vertx, options);
    if (measured != null) {
      server.meters(measured::scrape);
    }
    EmergencyExit.say(server.blackbox()::write);
    DumpSignal.prints(server.blackbox());
    process.onShutdown("the server", server::close);
    process.endAfter(server.unmounted());
    process.await(server.start());
    process.supervise(vertx, new SupervisedService(server::summary, server::silentThreads));
    process.serve(server.service(), "node " + server.node());
  }
}
