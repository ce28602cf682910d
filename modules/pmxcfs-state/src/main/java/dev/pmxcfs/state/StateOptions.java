package dev.pmxcfs.state;

import dev.pmxcfs.state.json.MapOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Options for a {@link ClusterState}. */
public final class StateOptions {

  /** Where pmxcfs has its database. */
  public static final String DEFAULT_DATABASE = "/var/lib/pve-cluster/config.db";

  private static final String DATABASE = "database";
  private static final String CONFIG_DIRECTORY = "configDirectory";
  private static final String NODE_NAME = "nodeName";
  private static final String COROSYNC_CONF = "corosyncConf";

  /** The name in {@code uname}, without a look-up. */
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private String database = DEFAULT_DATABASE;
  private String configDirectory;
  private String nodeName;
  private String corosyncConf;

  /** The defaults. */
  public StateOptions() {}

  /** A copy. */
  public StateOptions(StateOptions other) {
    database = other.database;
    configDirectory = other.configDirectory;
    nodeName = other.nodeName;
    corosyncConf = other.corosyncConf;
  }

  /**
   * @param json members named as the setters, each optional; the map of a JSON object
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public StateOptions(Map<String, Object> json) {
    var members = new MapOptions(json);
    members.text(DATABASE, this::setDatabase);
    members.text(CONFIG_DIRECTORY, this::setConfigDirectory);
    members.text(NODE_NAME, this::setNodeName);
    members.text(COROSYNC_CONF, this::setCorosyncConf);
    members.end();
  }

  /** The map of a JSON object, from which equal options can be made. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(DATABASE, database);
    if (configDirectory != null) {
      json.put(CONFIG_DIRECTORY, configDirectory);
    }
    if (nodeName != null) {
      json.put(NODE_NAME, nodeName);
    }
    if (corosyncConf != null) {
      json.put(COROSYNC_CONF, corosyncConf);
    }
    return json;
  }

  /** The path of the database. */
  public String getDatabase() {
    return database;
  }

  public StateOptions setDatabase(String database) {
    Objects.requireNonNull(database, "database");
    if (database.isEmpty()) {
      throw new IllegalArgumentException("database must be a path");
    }
    this.database = database;
    return this;
  }

  /** The path of a directory whose files are served in place of a database's; null for none. */
  public String getConfigDirectory() {
    return configDirectory;
  }

  public StateOptions setConfigDirectory(String configDirectory) {
    Objects.requireNonNull(configDirectory, "configDirectory");
    if (configDirectory.isEmpty()) {
      throw new IllegalArgumentException("configDirectory must be a path");
    }
    this.configDirectory = configDirectory;
    return this;
  }

  /** The local node's name; null stands for the host's name up to its first dot. */
  public String getNodeName() {
    return nodeName;
  }

  public StateOptions setNodeName(String nodeName) {
    Objects.requireNonNull(nodeName, "nodeName");
    if (nodeName.isEmpty() || nodeName.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not a node name: '" + nodeName + "'");
    }
    this.nodeName = nodeName;
    return this;
  }

  /** The path of the host's corosync.conf, which a new database begins with; null for none. */
  public String getCorosyncConf() {
    return corosyncConf;
  }

  public StateOptions setCorosyncConf(String corosyncConf) {
    Objects.requireNonNull(corosyncConf, "corosyncConf");
    if (corosyncConf.isEmpty()) {
      throw new IllegalArgumentException("corosyncConf must be a path");
    }
    this.corosyncConf = corosyncConf;
    return this;
  }

  /** The local node's name with the default worked out (operations, section 8). */
  public String nodeNameOrHostName() {
    return nodeName != null ? nodeName : untilDot(hostName());
  }

  private static String hostName() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the host's name is unknown; set nodeName", e);
    }
  }

  private static String untilDot(String hostName) {
    int dot = hostName.indexOf('.');
    return dot < 0 ? hostName : hostName.substring(0, dot);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateOptions options && toJson().equals(options.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return toJson().toString();
  }
}
