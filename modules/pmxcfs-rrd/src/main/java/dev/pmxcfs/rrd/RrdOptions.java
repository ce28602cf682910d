package dev.pmxcfs.rrd;

import dev.pmxcfs.state.json.MapOptions;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.regex.Pattern;

/** Options for the way of measurements to their RRD files. */
public final class RrdOptions {

  /** Where rrdcached listens on Proxmox VE. */
  public static final String DEFAULT_SOCKET = "/var/run/rrdcached.sock";

  /** Where Proxmox VE has its RRD files. */
  public static final String DEFAULT_DIRECTORY = "/var/lib/rrdcached/db";

  /** The program that writes the files where no rrdcached runs. */
  public static final String DEFAULT_PROGRAM = "rrdtool";

  /** Updates that may wait: those of 10,000 guests for 20 seconds. */
  public static final int DEFAULT_QUEUE_LIMIT = 20_000;

  private static final Pattern DIRECTORY_PATH = Pattern.compile("/[!-~&&[^\"'\\\\]]*");

  private static final String SOCKET = "socket";
  private static final String DIRECTORY = "directory";
  private static final String PROGRAM = "program";
  private static final String QUEUE_LIMIT = "queueLimit";

  private String socket = DEFAULT_SOCKET;
  private String directory = DEFAULT_DIRECTORY;
  private String program = DEFAULT_PROGRAM;
  private int queueLimit = DEFAULT_QUEUE_LIMIT;

  /** The defaults. */
  public RrdOptions() {}

  /** A copy. */
  public RrdOptions(RrdOptions other) {
    socket = other.socket;
    directory = other.directory;
    program = other.program;
    queueLimit = other.queueLimit;
  }

  /**
   * @param json members named as the setters, each optional
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public RrdOptions(JsonObject json) {
    var members = new MapOptions(json.getMap());
    members.text(SOCKET, this::setSocket);
    members.text(DIRECTORY, this::setDirectory);
    members.text(PROGRAM, this::setProgram);
    members.integer(QUEUE_LIMIT, this::setQueueLimit);
    members.end();
  }

  /** The JSON object, from which equal options can be made. */
  public JsonObject toJson() {
    return new JsonObject()
        .put(SOCKET, socket)
        .put(DIRECTORY, directory)
        .put(PROGRAM, program)
        .put(QUEUE_LIMIT, queueLimit);
  }

  /** The path of rrdcached's socket. */
  public String getSocket() {
    return socket;
  }

  public RrdOptions setSocket(String socket) {
    this.socket = nonEmpty(SOCKET, socket);
    return this;
  }

  /** The directory below which the files are, the same as rrdcached's. */
  public String getDirectory() {
    return directory;
  }

  /**
   * @param directory an absolute path of printable ASCII without blanks and quotes, since it is
   *     part of commands
   */
  public RrdOptions setDirectory(String directory) {
    Objects.requireNonNull(directory, DIRECTORY);
    if (!DIRECTORY_PATH.matcher(directory).matches()) {
      throw new IllegalArgumentException(
          "directory must be an absolute path without blanks and quotes: '" + directory + "'");
    }
    this.directory = directory;
    return this;
  }

  /** The rrdtool program, as a path or a name to be looked for. */
  public String getProgram() {
    return program;
  }

  public RrdOptions setProgram(String program) {
    this.program = nonEmpty(PROGRAM, program);
    return this;
  }

  /** How many updates may wait to be written; then the oldest are dropped. */
  public int getQueueLimit() {
    return queueLimit;
  }

  public RrdOptions setQueueLimit(int queueLimit) {
    if (queueLimit < 1) {
      throw new IllegalArgumentException("queueLimit must be > 0: " + queueLimit);
    }
    this.queueLimit = queueLimit;
    return this;
  }

  private static String nonEmpty(String name, String value) {
    Objects.requireNonNull(value, name);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " must not be empty");
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RrdOptions options && toJson().equals(options.toJson());
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
