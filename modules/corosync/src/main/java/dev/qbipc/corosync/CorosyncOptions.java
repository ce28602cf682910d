package dev.qbipc.corosync;

import dev.qbipc.SocketMode;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;

/** Options for {@link Corosync}. */
public final class CorosyncOptions {

  /** How long corosync may take to start before a connection to it is given up. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** A corosync that does not run is waited for. */
  public static final boolean DEFAULT_START_AWAITED = true;

  /** Far longer than corosync takes to form a ring, 6.6 s by its defaults. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(60);

  /** How much may wait to be sent on one connection, in bytes. */
  public static final int DEFAULT_MAX_QUEUED_BYTES = 4 * 1024 * 1024;

  /** Sockets are looked for where corosync's own clients on this machine look. */
  public static final SocketMode DEFAULT_SOCKET_MODE = SocketMode.LIKE_LIBQB;

  /** Where file-system sockets are, in Debian's libqb. */
  public static final String DEFAULT_SOCKET_DIRECTORY = QbClientOptions.DEFAULT_SOCKET_DIRECTORY;

  private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
  private boolean startAwaited = DEFAULT_START_AWAITED;
  private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
  private int maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;
  private SocketMode socketMode = DEFAULT_SOCKET_MODE;
  private String socketDirectory = DEFAULT_SOCKET_DIRECTORY;

  /** The defaults. */
  public CorosyncOptions() {}

  /**
   * A copy.
   *
   * @param other what to copy
   */
  public CorosyncOptions(CorosyncOptions other) {
    connectTimeout = other.connectTimeout;
    startAwaited = other.startAwaited;
    requestTimeout = other.requestTimeout;
    maxQueuedBytes = other.maxQueuedBytes;
    socketMode = other.socketMode;
    socketDirectory = other.socketDirectory;
  }

  /**
   * @param json members named as the setters, each optional; the times are {@code
   *     connectTimeoutMillis} and {@code requestTimeoutMillis}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public CorosyncOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.millis("connectTimeoutMillis", this::setConnectTimeout);
    members.flag("startAwaited", this::setStartAwaited);
    members.millis("requestTimeoutMillis", this::setRequestTimeout);
    members.integer("maxQueuedBytes", this::setMaxQueuedBytes);
    members.oneOf("socketMode", SocketMode.class, this::setSocketMode);
    members.text("socketDirectory", this::setSocketDirectory);
    members.end();
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("connectTimeoutMillis", connectTimeout.toMillis())
        .put("startAwaited", startAwaited)
        .put("requestTimeoutMillis", requestTimeout.toMillis())
        .put("maxQueuedBytes", maxQueuedBytes)
        .put("socketMode", JsonOptions.spelled(socketMode))
        .put("socketDirectory", socketDirectory);
  }

  /**
   * {@return how long connecting may take, in whole milliseconds} A corosync that is not there yet,
   * or not ready, is tried again for that long; one that refuses, once.
   */
  public Duration getConnectTimeout() {
    return connectTimeout;
  }

  /**
   * Sets how long connecting may take; see {@link #getConnectTimeout}.
   *
   * @param connectTimeout more than zero, in whole milliseconds
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public CorosyncOptions setConnectTimeout(Duration connectTimeout) {
    this.connectTimeout = Bounds.timeout("connectTimeout", connectTimeout);
    return this;
  }

  /**
   * {@return whether a corosync that does not run is tried again until {@link #getConnectTimeout()}
   * is over} If not, connecting fails at once where none runs; one that is about to serve is waited
   * for all the same.
   */
  public boolean isStartAwaited() {
    return startAwaited;
  }

  /**
   * Sets whether a corosync that does not run is tried again; see {@link #isStartAwaited}.
   *
   * @param startAwaited see there
   * @return this
   */
  public CorosyncOptions setStartAwaited(boolean startAwaited) {
    this.startAwaited = startAwaited;
    return this;
  }

  /**
   * {@return how long a request may take, in whole milliseconds} One that corosync did not answer
   * by then ends its connection, since the late answer would be taken for the next one's. While
   * corosync forms a ring, 2.2 times {@code totem.token}, it answers nobody: this should be several
   * times as long (corosync, section 1.4).
   */
  public Duration getRequestTimeout() {
    return requestTimeout;
  }

  /**
   * Sets how long a request may take; see {@link #getRequestTimeout}.
   *
   * @param requestTimeout more than zero, in whole milliseconds
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public CorosyncOptions setRequestTimeout(Duration requestTimeout) {
    this.requestTimeout = Bounds.timeout("requestTimeout", requestTimeout);
    return this;
  }

  /**
   * {@return how much may wait to be sent on one connection, in bytes: a request or message is
   * taken while less than that waits, and fails with {@link CorosyncError#TRY_AGAIN} otherwise}
   */
  public int getMaxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * Sets how much may wait to be sent on one connection; see {@link #getMaxQueuedBytes}.
   *
   * @param maxQueuedBytes in bytes, more than zero
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public CorosyncOptions setMaxQueuedBytes(int maxQueuedBytes) {
    this.maxQueuedBytes = Bounds.positive("maxQueuedBytes", maxQueuedBytes);
    return this;
  }

  /** {@return where corosync's sockets have their names} */
  public SocketMode getSocketMode() {
    return socketMode;
  }

  /**
   * Sets where corosync's sockets have their names; see {@link #getSocketMode}.
   *
   * @param socketMode one of the modes
   * @return this
   */
  public CorosyncOptions setSocketMode(SocketMode socketMode) {
    this.socketMode = Objects.requireNonNull(socketMode, "socketMode");
    return this;
  }

  /** {@return the directory of file-system sockets} */
  public String getSocketDirectory() {
    return socketDirectory;
  }

  /**
   * Sets the directory of file-system sockets; see {@link #getSocketDirectory}.
   *
   * @param socketDirectory its path
   * @return this
   * @throws IllegalArgumentException if it is empty
   */
  public CorosyncOptions setSocketDirectory(String socketDirectory) {
    this.socketDirectory = Bounds.notEmpty("socketDirectory", socketDirectory);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CorosyncOptions options && toJson().equals(options.toJson());
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
