package dev.pmxcfs.ipc.cli.selftest;

import dev.pmxcfs.cluster.ClusterOptions;
import dev.pmxcfs.ipc.cli.base.Defaults;
import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import dev.pmxcfs.rrd.RrdOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is to be served: as the options of {@code serve}, with the same defaults. */
final class SelftestOptions {

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = Defaults.SERVICE,
      description = "The name clients are to connect to (default: ${DEFAULT-VALUE}).")
  private String service;

  @Option(
      names = "--db",
      paramLabel = "FILE",
      description = "The database (default: data/config.db of the checkout).")
  private Path database;

  @Option(
      names = "--mount",
      paramLabel = "DIR",
      description =
          "Where the configuration is to be mounted; what a mount lacks is then an error.")
  private Path mount;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = PmxcfsServerOptions.DEFAULT_GROUP,
      description = "The group whose members are to read (default: ${DEFAULT-VALUE}).")
  private String group;

  @Option(
      names = "--corosync-conf",
      paramLabel = "FILE",
      description = "The host's corosync.conf (default: /etc/corosync/corosync.conf).")
  private Path corosyncConf;

  @Option(
      names = "--rrdcached",
      paramLabel = "SOCKET",
      defaultValue = RrdOptions.DEFAULT_SOCKET,
      description = "Where rrdcached listens (default: ${DEFAULT-VALUE}).")
  private Path rrdcached;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  String service() {
    return service;
  }

  Path database() {
    if (database != null) {
      return database;
    }
    return Defaults.database()
        .orElseThrow(() -> new ParameterException(command.commandLine(), "--db is missing"));
  }

  Optional<Path> mount() {
    return Optional.ofNullable(mount);
  }

  String group() {
    return group;
  }

  Path corosyncConf() {
    return corosyncConf != null
        ? corosyncConf
        : Path.of(new ClusterOptions().getHostConf().getFile());
  }

  Path rrdcached() {
    return rrdcached;
  }
}
