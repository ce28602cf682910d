package dev.qbipc.client;

import dev.qbipc.SocketMode;
import dev.qbipc.json.JsonMembers;
import dev.qbipc.wire.SetupResponseDescriptor;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** How a {@link QbClient} connects. */
public final class QbClientOptions {

  /** The smallest message size any libqb client asks for, in bytes. */
  public static final int SMALLEST_MESSAGE_SIZE = SetupResponseDescriptor.SIZE;

  /** The flow-control word up to which sending is refused, in libqb's clients. */
  public static final int DEFAULT_FLOW_CONTROL_LIMIT = 1;

  /** Where file-system sockets are, in Debian's libqb. */
  public static final String DEFAULT_SOCKET_DIRECTORY = "/tmp";

  /** A server that has not answered in so long is given up; libqb's clients wait for ever. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(60);

  /** What pmxcfs's own clients ask for, in bytes: it holds the largest answers of pmxcfs. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 1024 * 1024;

  private static final Duration FOREVER = Duration.ofMillis(-1);
  private static final int MAX_FLOW_CONTROL_LIMIT = 2;

  private String service;
  private int maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
  private int flowControlLimit = DEFAULT_FLOW_CONTROL_LIMIT;
  private SocketMode socketMode = SocketMode.LIKE_LIBQB;
  private String socketDirectory = DEFAULT_SOCKET_DIRECTORY;
  private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;

  public QbClientOptions() {}

  public QbClientOptions(QbClientOptions other) {
    service = other.service;
    maxMessageSize = other.maxMessageSize;
    flowControlLimit = other.flowControlLimit;
    socketMode = other.socketMode;
    socketDirectory = other.socketDirectory;
    connectTimeout = other.connectTimeout;
  }

  /**
   * @param json members named as the setters, each optional; the time is {@code
   *     connectTimeoutMillis}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public QbClientOptions(JsonObject json) {
    var members = new JsonMembers(json);
    members.text("service", this::setService);
    members.integer("maxMessageSize", this::setMaxMessageSize);
    members.integer("flowControlLimit", this::setFlowControlLimit);
    members.oneOf("socketMode", SocketMode.class, this::setSocketMode);
    members.text("socketDirectory", this::setSocketDirectory);
    members.millis("connectTimeoutMillis", this::setConnectTimeout);
    members.end();
  }

  /** The form that makes equal options. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("service", service)
        .put("maxMessageSize", maxMessageSize)
        .put("flowControlLimit", flowControlLimit)
        .put("socketMode", JsonMembers.spelled(socketMode))
        .put("socketDirectory", socketDirectory)
        .put("connectTimeoutMillis", connectTimeout.toMillis());
  }

  /** The service to connect to; there is no default. */
  public String getService() {
    return service;
  }

  public QbClientOptions setService(String service) {
    if (service.isEmpty() || service.indexOf('/') >= 0 || service.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a service name: '" + service + "'");
    }
    this.service = service;
    return this;
  }

  /**
   * The largest message to ask for, header included, in bytes; less than libqb's smallest asks for
   * that. A larger answer of the server fails there with EMSGSIZE. The connection's rings take up
   * to six times as much of /dev/shm, when they are full.
   */
  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  public QbClientOptions setMaxMessageSize(int maxMessageSize) {
    if (maxMessageSize < 0) {
      throw new IllegalArgumentException("maxMessageSize must be >= 0: " + maxMessageSize);
    }
    this.maxMessageSize = Math.max(maxMessageSize, SMALLEST_MESSAGE_SIZE);
    return this;
  }

  /** The flow-control word up to which sending fails with EAGAIN: 0, 1 or 2 (section 5). */
  public int getFlowControlLimit() {
    return flowControlLimit;
  }

  public QbClientOptions setFlowControlLimit(int flowControlLimit) {
    if (flowControlLimit < 0 || flowControlLimit > MAX_FLOW_CONTROL_LIMIT) {
      throw new IllegalArgumentException("flowControlLimit must be 0, 1 or 2: " + flowControlLimit);
    }
    this.flowControlLimit = flowControlLimit;
    return this;
  }

  /** Where the service's socket has its name. */
  public SocketMode getSocketMode() {
    return socketMode;
  }

  public QbClientOptions setSocketMode(SocketMode socketMode) {
    this.socketMode = Objects.requireNonNull(socketMode, "socketMode");
    return this;
  }

  /** The directory of file-system sockets. */
  public String getSocketDirectory() {
    return socketDirectory;
  }

  public QbClientOptions setSocketDirectory(String socketDirectory) {
    if (socketDirectory.isEmpty()) {
      throw new IllegalArgumentException("socketDirectory must be a path");
    }
    this.socketDirectory = socketDirectory;
    return this;
  }

  /**
   * How long to wait for the server's answer, in whole milliseconds; a negative time, as libqb's
   * clients, for ever.
   */
  public Duration getConnectTimeout() {
    return connectTimeout;
  }

  public QbClientOptions setConnectTimeout(Duration connectTimeout) {
    if (!connectTimeout.isNegative() && connectTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "connectTimeout must be negative or >= 1 ms: " + connectTimeout);
    }
    // a negative one stays that when it is rounded
    this.connectTimeout =
        connectTimeout.isNegative() ? FOREVER : connectTimeout.truncatedTo(ChronoUnit.MILLIS);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QbClientOptions options && toJson().equals(options.toJson());
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
