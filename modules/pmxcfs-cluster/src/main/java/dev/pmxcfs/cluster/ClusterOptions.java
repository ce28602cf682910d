package dev.pmxcfs.cluster;

import dev.pmxcfs.cluster.conf.HostConfOptions;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** Options for a {@link ClusterNode}. */
public final class ClusterOptions {

  /** A node whose configuration has a corosync.conf joins its cluster. */
  public static final boolean DEFAULT_LOCAL = false;

  /** The node's name has an address. */
  public static final String DEFAULT_ADDRESS = "";

  private static final String LOCAL = "local";
  private static final String ADDRESS = "address";
  private static final String COROSYNC = "corosync";
  private static final String GROUPS = "groups";
  private static final String HOST_CONF = "hostConf";

  private boolean local = DEFAULT_LOCAL;
  private String address = DEFAULT_ADDRESS;
  private CorosyncOptions corosync = defaultCorosync();
  private GroupOptions groups = new GroupOptions();
  private HostConfOptions hostConf = new HostConfOptions();

  /** The defaults. */
  public ClusterOptions() {}

  /** A copy. */
  public ClusterOptions(ClusterOptions other) {
    local = other.local;
    address = other.address;
    corosync = new CorosyncOptions(other.corosync);
    groups = new GroupOptions(other.groups);
    hostConf = new HostConfOptions(other.hostConf);
  }

  /**
   * @param json members named as the setters, each optional
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public ClusterOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.flag(LOCAL, this::setLocal);
    members.text(ADDRESS, this::setAddress);
    members.group(COROSYNC, ClusterOptions::corosync, this::setCorosync);
    members.group(GROUPS, groups -> new GroupOptions(groups.getMap()), this::setGroups);
    members.group(HOST_CONF, conf -> new HostConfOptions(conf.getMap()), this::setHostConf);
    members.end();
  }

  private static CorosyncOptions corosync(JsonObject json) {
    return new CorosyncOptions(defaultCorosync().toJson().mergeIn(json, true));
  }

  /** Whoever waits for a corosync that is not there tries again from time to time. */
  private static CorosyncOptions defaultCorosync() {
    return new CorosyncOptions().setStartAwaited(false);
  }

  /** The JSON form, from which equal options can be made. */
  public JsonObject toJson() {
    return new JsonObject()
        .put(LOCAL, local)
        .put(ADDRESS, address)
        .put(COROSYNC, corosync.toJson())
        .put(GROUPS, new JsonObject(groups.toJson()))
        .put(HOST_CONF, new JsonObject(hostConf.toJson()));
  }

  /** Whether this node stays by itself, whatever its configuration has. */
  public boolean isLocal() {
    return local;
  }

  /**
   * @param local as in {@link #isLocal}
   */
  public ClusterOptions setLocal(boolean local) {
    this.local = local;
    return this;
  }

  /**
   * The address that the others are told until a service publishes another one; empty for that of
   * the node's name.
   */
  public String getAddress() {
    return address;
  }

  /**
   * @param address as in {@link #getAddress}
   */
  public ClusterOptions setAddress(String address) {
    this.address = Objects.requireNonNull(address, ADDRESS);
    return this;
  }

  /** The corosync of this machine. */
  public CorosyncOptions getCorosync() {
    return corosync;
  }

  /**
   * @param corosync copied
   */
  public ClusterOptions setCorosync(CorosyncOptions corosync) {
    this.corosync = new CorosyncOptions(Objects.requireNonNull(corosync, COROSYNC));
    return this;
  }

  /** The groups of the tree and of the status. */
  public GroupOptions getGroups() {
    return groups;
  }

  /**
   * @param groups copied
   */
  public ClusterOptions setGroups(GroupOptions groups) {
    this.groups = new GroupOptions(Objects.requireNonNull(groups, GROUPS));
    return this;
  }

  /** The corosync.conf of this machine. */
  public HostConfOptions getHostConf() {
    return hostConf;
  }

  /**
   * @param hostConf copied
   */
  public ClusterOptions setHostConf(HostConfOptions hostConf) {
    this.hostConf = new HostConfOptions(Objects.requireNonNull(hostConf, HOST_CONF));
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterOptions options && toJson().equals(options.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
