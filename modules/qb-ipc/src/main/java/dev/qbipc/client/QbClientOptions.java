package dev.qbipc.client;

import dev.qbipc.SocketMode;
import dev.qbipc.wire.SetupResponseDescriptor;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

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

  private static final int MOST_FLOW_CONTROL_LIMIT = 2;

  private String service;
  private int maxMessageSize = SMALLEST_MESSAGE_SIZE;
  private int flowControlLimit = DEFAULT_FLOW_CONTROL_LIMIT;
  private SocketMode socketMode = SocketMode.LIKE_LIBQB;
  private String socketDirectory = DEFAULT_SOCKET_DIRECTORY;
  private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;

  public QbClientOptions() {}

  public QbClientOptions(QbClientOptions other) {
    this(other.toJson());
  }

  /**
   * @param json members named as the setters, each optional; times in nanoseconds
   */
  public QbClientOptions(JsonObject json) {
    service = json.getString("service");
    setMaxMessageSize(json.getInteger("maxMessageSize", maxMessageSize));
    setFlowControlLimit(json.getInteger("flowControlLimit", flowControlLimit));
    socketMode = SocketMode.valueOf(json.getString("socketMode", socketMode.name()));
    socketDirectory = json.getString("socketDirectory", socketDirectory);
    connectTimeout = Duration.ofNanos(json.getLong("connectTimeout", connectTimeout.toNanos()));
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("service", service)
        .put("maxMessageSize", maxMessageSize)
        .put("flowControlLimit", flowControlLimit)
        .put("socketMode", socketMode.name())
        .put("socketDirectory", socketDirectory)
        .put("connectTimeout", connectTimeout.toNanos());
  }

  /** The service to connect to. */
  public String getService() {
    return service;
  }

  public QbClientOptions setService(String service) {
    this.service = service;
    return this;
  }

  /** The largest message to ask for, in bytes; less than libqb's smallest asks for that. */
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
    if (flowControlLimit < 0 || flowControlLimit > MOST_FLOW_CONTROL_LIMIT) {
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
    this.socketMode = socketMode;
    return this;
  }

  /** The directory of file-system sockets. */
  public String getSocketDirectory() {
    return socketDirectory;
  }

  public QbClientOptions setSocketDirectory(String socketDirectory) {
    this.socketDirectory = socketDirectory;
    return this;
  }

  /** How long to wait for the server's answer; a negative time, as libqb's clients, for ever. */
  public Duration getConnectTimeout() {
    return connectTimeout;
  }

  public QbClientOptions setConnectTimeout(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
    return this;
  }
}
