package dev.pmxcfs.state.tree;

import dev.pmxcfs.api.ByteString;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The files whose changes clients watch, each with its counter, in the order of the answer to
 * GET_FS_VERSION (operations, section 5.2). Counters never change; a change makes new ones.
 */
public final class WatchedFiles {

  private static final List<ByteString> PATHS =
      Stream.of(
              "corosync.conf",
              "corosync.conf.new",
              "storage.cfg",
              "user.cfg",
              "domains.cfg",
              "notifications.cfg",
              "priv/notifications.cfg",
              "priv/shadow.cfg",
              "priv/acme/plugins.cfg",
              "priv/tfa.cfg",
              "priv/token.cfg",
              "priv/wg-keys.cfg",
              "datacenter.cfg",
              "vzdump.cron",
              "vzdump.conf",
              "jobs.cfg",
              "ha/crm_commands",
              "ha/manager_status",
              "ha/resources.cfg",
              "ha/rules.cfg",
              "ha/groups.cfg",
              "ha/fence.cfg",
              "status.cfg",
              "replication.cfg",
              "ceph.conf",
              "sdn/vnets.cfg",
              "sdn/zones.cfg",
              "sdn/controllers.cfg",
              "sdn/subnets.cfg",
              "sdn/ipams.cfg",
              "sdn/mac-cache.json",
              "sdn/pve-ipam-state.json",
              "sdn/dns.cfg",
              "sdn/fabrics.cfg",
              "sdn/route-maps.cfg",
              "sdn/prefix-lists.cfg",
              "sdn/.running-config",
              "virtual-guest/cpu-models.conf",
              "virtual-guest/profiles.cfg",
              "firewall/cluster.fw",
              "mapping/directory.cfg",
              "mapping/pci.cfg",
              "mapping/usb.cfg")
          .map(ByteString::of)
          .toList();

  private static final Map<ByteString, Integer> INDEXES =
      IntStream.range(0, PATHS.size()).boxed().collect(Collectors.toMap(PATHS::get, i -> i));

  /** Before a database was loaded: every counter is 0. */
  public static final WatchedFiles UNREAD = new WatchedFiles(new int[PATHS.size()]);

  private final int[] counters;

  private WatchedFiles(int[] counters) {
    this.counters = counters;
  }

  /** How many files are watched. */
  public int count() {
    return counters.length;
  }

  /** The path of a file, by its place in the order. */
  public ByteString path(int index) {
    return PATHS.get(index);
  }

  /** How often a file may have changed, unsigned, by its place in the order. */
  public int counter(int index) {
    return counters[index];
  }

  /** The counters after a whole database was loaded, when any file may be another. */
  public WatchedFiles reloaded() {
    return new WatchedFiles(IntStream.of(counters).map(counter -> counter + 1).toArray());
  }

  /**
   * The counters after something changed at a path, which need not be watched.
   *
   * @param path in its canonical form
   */
  public WatchedFiles changed(ByteString path) {
    Integer index = INDEXES.get(path);
    if (index == null) {
      return this;
    }
    int[] incremented = counters.clone();
    incremented[index]++;
    return new WatchedFiles(incremented);
  }
}
