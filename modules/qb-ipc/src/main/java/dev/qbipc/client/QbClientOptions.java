package dev.qbipc.client;

import dev.qbipc.SocketMode;
import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import dev.qbipc.wire.SetupResponseDescriptor;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;

/** Options for a {@link QbClient}. */
public final class QbClientOptions {

  /** The least that a client asks for, as libqb's own: a lower size is raised to it, in bytes. */
  public static final int MIN_MESSAGE_SIZE = SetupResponseDescriptor.SIZE;

  /** The flow-control word up to which sending is refused, in libqb's clients. */
  public static final int DEFAULT_FLOW_CONTROL_LIMIT = 1;

  /** The socket is looked for where libqb's own clients on this machine look. */
  public static final SocketMode DEFAULT_SOCKET_MODE = SocketMode.LIKE_LIBQB;

  /** Where file-system sockets are, in Debian's libqb. */
  public static final String DEFAULT_SOCKET_DIRECTORY = SocketMode.DEFAULT_DIRECTORY;

  /** A server that has not answered in so long is given up; libqb's clients wait for ever. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(60);

  /** What pmxcfs's own clients ask for, in bytes: it holds the largest answers of pmxcfs. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 1024 * 1024;

  /** How long a request waits for its response when the call does not say. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(60);

  /** How much may wait to be sent, in bytes. */
  public static final int DEFAULT_MAX_QUEUED_BYTES = 4 * 1024 * 1024;

  /** The highest flow-control word up to which requests can be held back (protocol, section 5). */
  public static final int MAX_FLOW_CONTROL_LIMIT = 2;

  private String service;
  private int maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
  private int flowControlLimit = DEFAULT_FLOW_CONTROL_LIMIT;
  private SocketMode socketMode = DEFAULT_SOCKET_MODE;
  private String socketDirectory = DEFAULT_SOCKET_DIRECTORY;
  private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
  private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
  private int maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;

  /** The defaults, without a service name. */
  public QbClientOptions() {}

  /**
   * A copy.
   *
   * @param other what to copy; may be changed afterwards
   */
  public QbClientOptions(QbClientOptions other) {
    service = other.service;
    maxMessageSize = other.maxMessageSize;
    flowControlLimit = other.flowControlLimit;
    socketMode = other.socketMode;
    socketDirectory = other.socketDirectory;
    connectTimeout = other.connectTimeout;
    requestTimeout = other.requestTimeout;
    maxQueuedBytes = other.maxQueuedBytes;
  }

  /**
   * What JSON says, and the defaults for the rest.
   *
   * @param json members named as the setters, each optional; the times are {@code
   *     connectTimeoutMillis} and {@code requestTimeoutMillis}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public QbClientOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.text("service", this::setService);
    members.integer("maxMessageSize", this::setMaxMessageSize);
    members.integer("flowControlLimit", this::setFlowControlLimit);
    members.oneOf("socketMode", SocketMode.class, this::setSocketMode);
    members.text("socketDirectory", this::setSocketDirectory);
    members.millis("connectTimeoutMillis", this::setConnectTimeout);
    members.millis("requestTimeoutMillis", this::setRequestTimeout);
    members.integer("maxQueuedBytes", this::setMaxQueuedBytes);
    members.end();
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    var json = new JsonObject();
    if (service != null) {
      json.put("service", service);
    }
    return json.put("maxMessageSize", maxMessageSize)
        .put("flowControlLimit", flowControlLimit)
        .put("socketMode", JsonOptions.spelled(socketMode))
        .put("socketDirectory", socketDirectory)
        .put("connectTimeoutMillis", connectTimeout.toMillis())
        .put("requestTimeoutMillis", requestTimeout.toMillis())
        .put("maxQueuedBytes", maxQueuedBytes);
  }

  /** {@return the service to connect to, null while it has not been set} */
  public String getService() {
    return service;
  }

  /**
   * Sets the service to connect to; there is no default.
   *
   * @param service its name, without a slash or NUL
   * @return this
   * @throws IllegalArgumentException if it is no such name
   */
  public QbClientOptions setService(String service) {
    this.service = Bounds.serviceName("service", service);
    return this;
  }

  /** {@return the largest message to ask for, header included, in bytes} */
  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  /**
   * Sets the largest message to ask for, header included. A server that answers with a larger one
   * fails there with EMSGSIZE. The connection's rings take up to six times as much of {@code
   * /dev/shm}, when they are full.
   *
   * @param maxMessageSize in bytes; less than libqb's smallest asks for that
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public QbClientOptions setMaxMessageSize(int maxMessageSize) {
    this.maxMessageSize =
        Math.max(Bounds.notNegative("maxMessageSize", maxMessageSize), MIN_MESSAGE_SIZE);
    return this;
  }

  /**
   * {@return the flow-control word up to which requests are held back: 0, 1 or 2 (protocol, section
   * 5)}
   */
  public int getFlowControlLimit() {
    return flowControlLimit;
  }

  /**
   * Sets the flow-control word up to which requests are held back (protocol, section 5).
   *
   * @param flowControlLimit 0, 1 or 2
   * @return this
   * @throws IllegalArgumentException for another limit
   */
  public QbClientOptions setFlowControlLimit(int flowControlLimit) {
    this.flowControlLimit =
        Bounds.between(0, MAX_FLOW_CONTROL_LIMIT, "flowControlLimit", flowControlLimit);
    return this;
  }

  /** {@return the kind of name that the service's socket has} */
  public SocketMode getSocketMode() {
    return socketMode;
  }

  /**
   * Sets the kind of name that the service's socket has.
   *
   * @param socketMode as the server has it
   * @return this
   */
  public QbClientOptions setSocketMode(SocketMode socketMode) {
    this.socketMode = Objects.requireNonNull(socketMode, "socketMode");
    return this;
  }

  /** {@return the directory of file-system sockets} */
  public String getSocketDirectory() {
    return socketDirectory;
  }

  /**
   * Sets the directory of file-system sockets.
   *
   * @param socketDirectory its path, as the server has it
   * @return this
   * @throws IllegalArgumentException if it is empty
   */
  public QbClientOptions setSocketDirectory(String socketDirectory) {
    this.socketDirectory = Bounds.notEmpty("socketDirectory", socketDirectory);
    return this;
  }

  /** {@return how long to wait for the server's answer, in whole milliseconds; zero for ever} */
  public Duration getConnectTimeout() {
    return connectTimeout;
  }

  /**
   * Sets how long to wait for the server's answer.
   *
   * @param connectTimeout at least a millisecond; zero for ever, as libqb's clients wait
   * @return this
   * @throws IllegalArgumentException if it is negative, or more than zero and less than a
   *     millisecond
   */
  public QbClientOptions setConnectTimeout(Duration connectTimeout) {
    this.connectTimeout = Bounds.timeoutOrZero("connectTimeout", connectTimeout);
    return this;
  }

  /**
   * {@return how long a request waits for its response when the call does not say, in whole
   * milliseconds; zero for ever}
   */
  public Duration getRequestTimeout() {
    return requestTimeout;
  }

  /**
   * Sets how long a request waits for its response when the call does not say.
   *
   * @param requestTimeout at least a millisecond; zero for ever
   * @return this
   * @throws IllegalArgumentException if it is negative, or more than zero and less than a
   *     millisecond
   */
  public QbClientOptions setRequestTimeout(Duration requestTimeout) {
    this.requestTimeout = Bounds.timeoutOrZero("requestTimeout", requestTimeout);
    return this;
  }

  /** {@return how much may wait to be sent, in bytes of requests with their headers} */
  public int getMaxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * Sets how much may wait to be sent: a request is taken while less than that waits, and fails
   * with EAGAIN otherwise.
   *
   * @param maxQueuedBytes bytes of requests with their headers, at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbClientOptions setMaxQueuedBytes(int maxQueuedBytes) {
    this.maxQueuedBytes = Bounds.positive("maxQueuedBytes", maxQueuedBytes);
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
