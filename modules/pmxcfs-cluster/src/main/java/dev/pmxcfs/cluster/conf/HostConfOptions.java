package dev.pmxcfs.cluster.conf;

import dev.pmxcfs.state.json.MapOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Options for a {@link HostConf}. */
public final class HostConfOptions {

  /** Where corosync has its configuration. */
  public static final String DEFAULT_FILE = "/etc/corosync/corosync.conf";

  /** corosync's tool, which is looked for where the system has its programs. */
  public static final String DEFAULT_RELOADING_TOOL = "corosync-cfgtool";

  private static final String FILE = "file";
  private static final String RELOADING_TOOL = "reloadingTool";

  private String file = DEFAULT_FILE;
  private String reloadingTool = DEFAULT_RELOADING_TOOL;

  /** The defaults. */
  public HostConfOptions() {}

  /** A copy. */
  public HostConfOptions(HostConfOptions other) {
    file = other.file;
    reloadingTool = other.reloadingTool;
  }

  /**
   * @param json members named as the setters, each optional; the map of a JSON object
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public HostConfOptions(Map<String, Object> json) {
    var members = new MapOptions(json);
    members.text(FILE, this::setFile);
    members.text(RELOADING_TOOL, this::setReloadingTool);
    members.end();
  }

  /** The map of a JSON object, from which equal options can be made. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(FILE, file);
    json.put(RELOADING_TOOL, reloadingTool);
    return json;
  }

  /** The path of the host's corosync.conf. */
  public String getFile() {
    return file;
  }

  /**
   * @param file the path of a file in a directory that is there
   */
  public HostConfOptions setFile(String file) {
    this.file = notEmpty(FILE, file);
    return this;
  }

  /** The command that has corosync read its configuration again, with {@code -R}. */
  public String getReloadingTool() {
    return reloadingTool;
  }

  /**
   * @param reloadingTool a path, or a name that is looked for in {@code PATH}
   */
  public HostConfOptions setReloadingTool(String reloadingTool) {
    this.reloadingTool = notEmpty(RELOADING_TOOL, reloadingTool);
    return this;
  }

  private static String notEmpty(String name, String value) {
    Objects.requireNonNull(value, name);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " must not be empty");
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostConfOptions options && toJson().equals(options.toJson());
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
