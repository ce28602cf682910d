package dev.pmxcfs.ipc.server;

import dev.pmxcfs.cluster.ClusterOptions;
import dev.pmxcfs.ipc.admin.AdminService;
import dev.pmxcfs.ipc.json.CheckedJson;
import dev.pmxcfs.ipc.metrics.MetricsAddress;
import dev.pmxcfs.ipc.mount.MountOptions;
import dev.pmxcfs.rrd.RrdOptions;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.SizeMismatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/** Options for a {@link PmxcfsServer}. */
public final class PmxcfsServerOptions {

  /** The name that pmxcfs's clients connect to. */
  public static final String DEFAULT_SERVICE = "pve2";

  /** Busy readers go before the clients that they serve. */
  public static final int DEFAULT_READER_NICE = -10;

  /** The group of Proxmox VE's web server. */
  public static final String DEFAULT_GROUP = "www-data";

  /** Modules change when a command says so. */
  public static final boolean DEFAULT_WATCH_MODULES = false;

  /** The metrics port has no names of its own. */
  public static final List<String> DEFAULT_METRICS_NAMES = List.of();

  private static final String IPC = "ipc";
  private static final String STATE = "state";
  private static final String RRD = "rrd";
  private static final String MOUNT = "mount";
  private static final String CLUSTER = "cluster";
  private static final String GROUP = "group";
  private static final String MODULES = "modules";
  private static final String WATCH_MODULES = "watchModules";
  private static final String METRICS = "metrics";
  private static final String METRICS_NAMES = "metricsNames";

  private QbServerOptions ipc = defaultIpc();
  private StateOptions state = new StateOptions();
  private RrdOptions rrd = new RrdOptions();
  private MountOptions mount = new MountOptions();
  private ClusterOptions cluster = new ClusterOptions();
  private String group = DEFAULT_GROUP;
  private String modules;
  private boolean watchModules = DEFAULT_WATCH_MODULES;
  private String metrics;
  private List<String> metricsNames = DEFAULT_METRICS_NAMES;

  /** The defaults, without a directory of modules. */
  public PmxcfsServerOptions() {}

  /** A copy. */
  public PmxcfsServerOptions(PmxcfsServerOptions other) {
    ipc = new QbServerOptions(other.ipc);
    state = new StateOptions(other.state);
    rrd = new RrdOptions(other.rrd);
    mount = new MountOptions(other.mount);
    cluster = new ClusterOptions(other.cluster);
    group = other.group;
    modules = other.modules;
    watchModules = other.watchModules;
    metrics = other.metrics;
    metricsNames = other.metricsNames;
  }

  /**
   * @param json members named as the setters, each optional; {@code ipc} has those of {@link
   *     QbServerOptions} that are not pmxcfs's defaults, {@code state} those of {@link
   *     StateOptions}, {@code rrd} those of {@link RrdOptions}, {@code mount} those of {@link
   *     MountOptions}, {@code cluster} those of {@link ClusterOptions}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public PmxcfsServerOptions(JsonObject json) {
    CheckedJson members =
        CheckedJson.of(
            "",
            json,
            IPC,
            STATE,
            RRD,
            MOUNT,
            CLUSTER,
            GROUP,
            MODULES,
            WATCH_MODULES,
            METRICS,
            METRICS_NAMES);
    if (members.has(IPC)) {
      setIpc(new QbServerOptions(defaultIpc().toJson().mergeIn(members.object(IPC), true)));
    }
    if (members.has(STATE)) {
      setState(new StateOptions(members.object(STATE).getMap()));
    }
    if (members.has(RRD)) {
      setRrd(new RrdOptions(members.object(RRD)));
    }
    if (members.has(MOUNT)) {
      setMount(new MountOptions(members.object(MOUNT)));
    }
    if (members.has(CLUSTER)) {
      setCluster(new ClusterOptions(members.object(CLUSTER)));
    }
    members.optionalString(GROUP).ifPresent(this::setGroup);
    members.optionalString(MODULES).ifPresent(this::setModules);
    watchModules = members.flag(WATCH_MODULES);
    members.optionalString(METRICS).ifPresent(this::setMetrics);
    setMetricsNames(members.elements(METRICS_NAMES, PmxcfsServerOptions::text));
  }

  private static String text(String place, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(place + " is not a text");
  }

  /** pmxcfs answers a size that contradicts the payload like any other bad argument. */
  private static QbServerOptions defaultIpc() {
    var options =
        new QbServerOptions()
            .setService(DEFAULT_SERVICE)
            .setSizeMismatch(SizeMismatch.REPLY_EINVAL);
    options.getReaderOptions().setNice(DEFAULT_READER_NICE);
    options.getConnectionLimits().setMinFreeSharedMemory(AdminService.SHARED_MEMORY);
    return options;
  }

  /** The JSON form, from which equal options can be made. */
  public JsonObject toJson() {
    var json =
        new JsonObject()
            .put(IPC, ipc.toJson())
            .put(STATE, new JsonObject(state.toJson()))
            .put(RRD, rrd.toJson())
            .put(MOUNT, mount.toJson())
            .put(CLUSTER, cluster.toJson())
            .put(GROUP, group)
            .put(WATCH_MODULES, watchModules)
            .put(METRICS_NAMES, new JsonArray(metricsNames));
    if (modules != null) {
      json.put(MODULES, modules);
    }
    if (metrics != null) {
      json.put(METRICS, metrics);
    }
    return json;
  }

  /** The libqb service: its name, threads and limits. */
  public QbServerOptions getIpc() {
    return ipc;
  }

  /**
   * @throws IllegalArgumentException if the service has no name, or one that leaves no room for the
   *     admin service's
   */
  public PmxcfsServerOptions setIpc(QbServerOptions ipc) {
    var copy = new QbServerOptions(Objects.requireNonNull(ipc, IPC));
    if (copy.getService() == null) {
      throw new IllegalArgumentException("ipc has no service name");
    }
    AdminService.nameFor(copy.getService());
    this.ipc = copy;
    return this;
  }

  /** The configuration and the local node. */
  public StateOptions getState() {
    return state;
  }

  public PmxcfsServerOptions setState(StateOptions state) {
    this.state = new StateOptions(Objects.requireNonNull(state, STATE));
    return this;
  }

  /** Where measurements go. */
  public RrdOptions getRrd() {
    return rrd;
  }

  public PmxcfsServerOptions setRrd(RrdOptions rrd) {
    this.rrd = new RrdOptions(Objects.requireNonNull(rrd, RRD));
    return this;
  }

  /** The cluster that this node is in, if it is in one. */
  public ClusterOptions getCluster() {
    return cluster;
  }

  /**
   * @param cluster copied
   */
  public PmxcfsServerOptions setCluster(ClusterOptions cluster) {
    this.cluster = new ClusterOptions(Objects.requireNonNull(cluster, CLUSTER));
    return this;
  }

  /** Where the configuration is mounted, if anywhere. */
  public MountOptions getMount() {
    return mount;
  }

  public PmxcfsServerOptions setMount(MountOptions mount) {
    this.mount = new MountOptions(Objects.requireNonNull(mount, MOUNT));
    return this;
  }

  /** The name of the group whose members may read; of none if the machine has no such group. */
  public String getGroup() {
    return group;
  }

  public PmxcfsServerOptions setGroup(String group) {
    this.group = Objects.requireNonNull(group, GROUP);
    return this;
  }

  /** The directory of the operations' jars; null while none is set, and a server needs one. */
  public String getModules() {
    return modules;
  }

  public PmxcfsServerOptions setModules(String modules) {
    Objects.requireNonNull(modules, MODULES);
    if (modules.isEmpty()) {
      throw new IllegalArgumentException("modules must not be empty");
    }
    this.modules = modules;
    return this;
  }

  /** Whether each jar of that directory that is added or replaced is swapped in. */
  public boolean isWatchModules() {
    return watchModules;
  }

  public PmxcfsServerOptions setWatchModules(boolean watchModules) {
    this.watchModules = watchModules;
    return this;
  }

  /** Where metrics and health are offered over HTTP, {@code [ADDRESS:]PORT}; null for nowhere. */
  public String getMetrics() {
    return metrics;
  }

  /**
   * @throws IllegalArgumentException if it is not an address and a port
   */
  public PmxcfsServerOptions setMetrics(String metrics) {
    try {
      MetricsAddress.parse(Objects.requireNonNull(metrics, METRICS));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("metrics: " + e.getMessage(), e);
    }
    this.metrics = metrics;
    return this;
  }

  /**
   * The names by which the metrics port may be asked, beside addresses, localhost, the node's name
   * and the one that it listens at.
   */
  public List<String> getMetricsNames() {
    return metricsNames;
  }

  public PmxcfsServerOptions setMetricsNames(List<String> metricsNames) {
    this.metricsNames = List.copyOf(Objects.requireNonNull(metricsNames, METRICS_NAMES));
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PmxcfsServerOptions options && toJson().equals(options.toJson());
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
