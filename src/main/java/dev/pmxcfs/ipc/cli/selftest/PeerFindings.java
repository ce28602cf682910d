package dev.pmxcfs.ipc.cli.selftest;

import dev.pmxcfs.ipc.server.ReadersGroup;
import dev.pmxcfs.rrd.RrdOptions;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.corosync.quorum.Quorum;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Who a server has to do with: readers, corosync, what keeps the measurements. */
final class PeerFindings {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private PeerFindings() {}

  static List<Finding> all(Vertx vertx, SelftestOptions options) {
    return List.of(
        group(options.group()), corosync(vertx, options.corosyncConf()), rrd(options.rrdcached()));
  }

  private static Finding group(String name) {
    try {
      return ReadersGroup.find(name)
          .fault()
          .map(fault -> group(fault.split("; ", 2)))
          .orElseGet(() -> Finding.ok("group", name + " may read"));
    } catch (IOException e) {
      return Finding.missing("group", e.getMessage(), "make /etc/group readable");
    }
  }

  private static Finding group(String[] faultAndAction) {
    return Finding.warning("group", faultAndAction[0], faultAndAction[1]);
  }

  private static Finding corosync(Vertx vertx, Path conf) {
    var options = new CorosyncOptions().setConnectTimeout(PATIENCE).setStartAwaited(false);
    return Corosync.create(vertx, options)
        .quorum()
        .compose(Quorum::quorate)
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(PeerFindings::running)
        .otherwise(cause -> absent(conf))
        .await();
  }

  private static Finding running(boolean quorate) {
    return quorate
        ? Finding.ok("corosync", "it runs, and is quorate")
        : Finding.warning(
            "corosync",
            "it runs without a quorum, so changes will be refused",
            "pmxcfs-ipc corosync status shows which nodes are absent");
  }

  private static Finding absent(Path conf) {
    return Files.exists(conf)
        ? Finding.warning(
            "corosync",
            "there is " + conf + ", but corosync does not answer, so changes will be refused",
            "systemctl start corosync, or keep the node by itself with --local")
        : Finding.ok("corosync", "there is no " + conf + ": a node by itself");
  }

  private static Finding rrd(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return Finding.ok("rrdcached", "it listens at " + socket);
    } catch (IOException e) {
      String found = "nobody listens at " + socket;
      return isOnPath(RrdOptions.DEFAULT_PROGRAM)
          ? Finding.warning(
              "rrdcached",
              found + ": rrdtool writes the measurements, which is slower",
              "apt-get install rrdcached, or name its socket with --rrdcached")
          : Finding.warning(
              "rrdcached",
              found + ", and there is no rrdtool: measurements are kept nowhere",
              "apt-get install rrdcached rrdtool");
    }
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
