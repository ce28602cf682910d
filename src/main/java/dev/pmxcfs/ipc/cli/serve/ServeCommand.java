package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.admin.AdminService;
import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.Defaults;
import dev.pmxcfs.ipc.health.ClientRoom;
import dev.pmxcfs.ipc.health.HealthWatch;
import dev.pmxcfs.ipc.health.ServiceHealth;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.ipc.server.OwnerAcceptPolicy;
import dev.pmxcfs.ipc.server.PmxcfsAcceptPolicy;
import dev.pmxcfs.ipc.server.RestartFlag;
import dev.pmxcfs.ipc.server.ServiceOwner;
import dev.pmxcfs.ipc.stats.ServiceObserver;
import dev.pmxcfs.rrd.RrdOptions;
import dev.pmxcfs.rrd.RrdWriter;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.StateStats;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.QbServerOptions.SizeMismatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    footer = ServeCommand.OTHER_PLACES,
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Runnable {

  public static final String NAME = "serve";

  static final String OTHER_PLACES =
      "%nEach option may also stand in a file, named as @FILE, or in the environment:"
          + " PMXCFS_IPC_LOG_LEVEL is the variable for --log-level. The command line goes first.";

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  /** For a client that connects and has found no restart flag when it began. */
  private static final long CONNECTING_MILLIS = 200;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = Defaults.SERVICE,
      description = "The name clients connect to (default: ${DEFAULT-VALUE}).")
  private String service;

  @Option(
      names = "--db",
      paramLabel = "FILE",
      description = "The database, created when absent (default: data/config.db of the checkout).")
  private Path database;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description = "A directory whose files are served, for reading alone, in place of --db.")
  private Path configDirectory;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "This node's name (default: the host's name up to its first dot).")
  private String node;

  @Mixin private AccessOptions accessOptions;

  @Mixin private ServedModuleOptions moduleOptions;

  @Mixin private MetricsOption metricsOption;

  @Mixin private MeasurementOptions measurementOptions;

  @Mixin private ServiceOptions serviceOptions;

  @Mixin private LogLevelOption logLevelOption;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    // pmxcfs answers a size that contradicts the payload like any other bad argument
    QbServerOptions options =
        serviceOptions
            .forService(service)
            .setSizeMismatch(SizeMismatch.REPLY_EINVAL)
            .setMinFreeSharedMemory(AdminService.SHARED_MEMORY);
    checkAdminName();
    logLevelOption.apply();
    moduleOptions.check();
    metricsOption.check();
    StateOptions stateOptions = stateOptions();
    RrdOptions rrdOptions = measurementOptions.rrd();
    ServiceProcess.run(process -> start(process, options, stateOptions, rrdOptions));
  }

  private void checkAdminName() {
    try {
      AdminService.nameFor(service);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private StateOptions stateOptions() {
    try {
      var options = new StateOptions();
      setSource(options);
      return node != null ? options.setNodeName(node) : options;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private void setSource(StateOptions options) {
    if (configDirectory == null || isGiven("--db") && !isGiven("--config-dir")) {
      options.setDatabase(databaseOrDefault().toString());
    } else if (database == null || isGiven("--config-dir") && !isGiven("--db")) {
      options.setConfigDirectory(configDirectory.toString());
    } else {
      throw new ParameterException(
          command.commandLine(), "--db and --config-dir are mutually exclusive");
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
    return Defaults.database()
        .orElseThrow(() -> new ParameterException(command.commandLine(), "--db is missing"));
  }

  private void start(
      ServiceProcess process,
      QbServerOptions options,
      StateOptions stateOptions,
      RrdOptions rrdOptions) {
    Vertx vertx = metricsOption.startVertx(options.getEventLoops());
    process.atEnd("Vert.x", vertx::close);
    ClusterState state = open(stateOptions);
    process.atEnd("the configuration", () -> close(state));
    RrdWriter rrd = writeMeasurements(process, vertx, state, rrdOptions);
    OptionalInt readers = accessOptions.readers();
    ServiceOwner owner = accessOptions.owner();
    QbServer server =
        QbServer.create(vertx, options).acceptPolicy(new PmxcfsAcceptPolicy(owner, readers));
    process.atEnd("the service", server::close);
    process.await(
        server.fallback(request -> request.fail(Errno.ECHRNG)), "cannot deploy the operations");
    var modules = new ServedModules(vertx, server, state);
    var health = new ServiceHealth(vertx, server, options, state);
    var observer = new ServiceObserver(vertx, server, modules, state, rrd, health);
    String node = stateOptions.nodeNameOrHostName();
    metricsOption.offer(process, node, observer, health);
    moduleOptions.load(process, vertx, modules);
    var policy = new OwnerAcceptPolicy(owner);
    startAdmin(process, new AdminService(vertx, service, policy, state, modules, observer));
    var room = new ClientRoom(options);
    var watch = new HealthWatch(vertx, health);
    process.serve(server, room, "node " + node, () -> ready(process, vertx, readers, watch));
  }

  /** What clients have set before the service's end is written after it. */
  private static RrdWriter writeMeasurements(
      ServiceProcess process, Vertx vertx, ClusterState state, RrdOptions options) {
    var rrd = new RrdWriter(options, Clock.systemUTC());
    String deployment = process.await(vertx.deployVerticle(rrd), "cannot write measurements");
    process.atEnd("the measurements", () -> vertx.undeploy(deployment));
    state.measurements().writeTo(rrd);
    return rrd;
  }

  /** Clients can connect. At the end they are told first of all to wait for the next server. */
  private void ready(ServiceProcess process, Vertx vertx, OptionalInt readers, HealthWatch watch) {
    process.atEnd("the watch of its health", watch::close);
    watch.start();
    if (RestartFlag.isFor(service)) {
      var flag = new RestartFlag(RestartFlag.PATH, readers);
      process.atEnd("the restart flag", () -> raise(vertx, flag));
      flag.lower();
    }
  }

  private static Future<?> raise(Vertx vertx, RestartFlag flag) {
    return flag.raise() ? vertx.timer(CONNECTING_MILLIS) : Future.succeededFuture();
  }

  /** The first of the two that listens: users know the other's name. */
  private void startAdmin(ServiceProcess process, AdminService admin) {
    process.atEnd("the admin service", admin::close);
    process.await(admin.listen(), "cannot listen at @" + service);
  }

  private static ClusterState open(StateOptions options) {
    boolean isThere =
        options.getConfigDirectory() != null || Files.exists(Path.of(options.getDatabase()));
    try {
      ClusterState state = ClusterState.open(options);
      StateStats stats = state.stats();
      LOG.info(
          "{} {}: {} files of {} bytes, version {}",
          isThere ? "opened" : "created",
          state.source().path(),
          stats.files(),
          stats.bytes(),
          Long.toUnsignedString(stats.version()));
      return state;
    } catch (IOException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private static Future<?> close(ClusterState state) {
    try {
      state.close();
      return Future.succeededFuture();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }
}
