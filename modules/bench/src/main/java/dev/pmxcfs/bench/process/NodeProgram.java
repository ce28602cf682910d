package dev.pmxcfs.bench.process;

import dev.qbipc.testing.corosync.NodeNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A pmxcfs as it runs on a node of a cluster, whose directory is /run there; its database is in
 * {@code /run/data}.
 *
 * @param name for people
 * @param mount where its files are
 * @param joined what its log has when it is a member of the group of the tree
 * @param synced what its log has when it has taken over the tree of another one
 */
public record NodeProgram(
    String name, Path mount, String joined, String synced, Command startedOn) {

  private static final String C_JOINED = "[dcdb] notice: members:";
  private static final String C_SYNCED = "[dcdb] notice: all data is up to date";

  /** What the C server looks at beside corosync's configuration; its places are fixed. */
  private static final String SET_UP_OF_C =
      """
      mkdir -p /run/etc/corosync /run/data /run/pve-cluster /etc/pve || exit
      cp /run/corosync.conf /etc/corosync/ || exit
      mount -t tmpfs tmpfs /var/lib && mkdir /var/lib/pve-cluster || exit
      mount --bind /run/data /var/lib/pve-cluster || exit
      echo '%s n%d' > /etc/hosts
      echo 'hosts: files' > /etc/nsswitch.conf
      hostname n%d
      (until mountpoint -q /etc/pve; do sleep 0.02; done; echo ready) &
      exec %s -f >&2
      """;

  /** The command that starts it, which says when it is ready. */
  @FunctionalInterface
  private interface Command {
    List<String> on(int id);
  }

  /**
   * The program.
   *
   * @param options more of its command line
   */
  public static NodeProgram own(Path launcher, String... options) {
    return new NodeProgram(
        "this program",
        Path.of("/run/pve"),
        "pve_dcdb_v1: members are",
        "are taken over",
        id -> {
          var command = new ArrayList<String>();
          command.addAll(List.of(launcher.toString(), "serve", "--db=/run/data/config.db"));
          command.addAll(List.of("--mount=/run/pve", "--node=n" + id));
          command.addAll(List.of("--node-address=" + NodeNetwork.address(id)));
          command.addAll(List.of("--corosync-conf=/run/corosync.conf"));
          command.addAll(List.of("--rrd-directory=/run/rrd"));
          command.addAll(List.of(options));
          return command;
        });
  }

  /** C pmxcfs. */
  public static NodeProgram c(Path binary) {
    return new NodeProgram(
        "C pmxcfs",
        CPmxcfs.MOUNT,
        C_JOINED,
        C_SYNCED,
        id -> {
          String address = NodeNetwork.address(id);
          String script = String.format(Locale.ROOT, SET_UP_OF_C, address, id, id, binary);
          return List.of("unshare", "--mount", "--uts", "sh", "-c", script);
        });
  }

  /** The command that starts it on a node. */
  List<String> command(int id) {
    return startedOn.on(id);
  }
}
