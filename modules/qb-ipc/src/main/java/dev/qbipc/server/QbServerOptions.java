package dev.qbipc.server;

import dev.qbipc.SocketMode;
import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * Options for a {@link QbServer}: its name, its messages, and four groups of their own, for the
 * clients that connect ({@link HandshakeOptions}), their connections ({@link ConnectionLimits}),
 * what is held for them ({@link QueueLimits}), and the threads that read their requests ({@link
 * ReaderOptions}).
 *
 * <p>A group that is set is copied; the one that a getter returns can be changed in place, until
 * the server is created.
 *
 * <p>Defaults that depend on the machine, such as numbers of threads and the share of the heap, are
 * not in the JSON form unless they were set, so that it means the same everywhere.
 */
public final class QbServerOptions {

  /** The socket has its name where libqb's own servers on this machine have theirs. */
  public static final SocketMode DEFAULT_SOCKET_MODE = SocketMode.LIKE_LIBQB;

  /** Where file-system sockets are, in Debian's libqb. */
  public static final String DEFAULT_SOCKET_DIRECTORY = SocketMode.DEFAULT_DIRECTORY;

  /** Messages of any size a client asks for are granted up to the maximum. */
  public static final int DEFAULT_MIN_MESSAGE_SIZE = 0;

  /** The largest message a client can ask for, in bytes; it costs six times that in memory. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 16 * 1024 * 1024;

  /** A client that breaks the protocol is disconnected, as by libqb's servers. */
  public static final SizeMismatch DEFAULT_SIZE_MISMATCH = SizeMismatch.DISCONNECT;

  private String service;
  private SocketMode socketMode = DEFAULT_SOCKET_MODE;
  private String socketDirectory = DEFAULT_SOCKET_DIRECTORY;
  private int minMessageSize = DEFAULT_MIN_MESSAGE_SIZE;
  private int maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
  private SizeMismatch sizeMismatch = DEFAULT_SIZE_MISMATCH;
  private HandshakeOptions handshakeOptions = new HandshakeOptions();
  private ConnectionLimits connectionLimits = new ConnectionLimits();
  private QueueLimits queueLimits = new QueueLimits();
  private ReaderOptions readerOptions = new ReaderOptions();

  /** The defaults, without a service name. */
  public QbServerOptions() {}

  /**
   * A copy, of the groups as well.
   *
   * @param other what to copy; may be changed afterwards
   */
  public QbServerOptions(QbServerOptions other) {
    service = other.service;
    socketMode = other.socketMode;
    socketDirectory = other.socketDirectory;
    minMessageSize = other.minMessageSize;
    maxMessageSize = other.maxMessageSize;
    sizeMismatch = other.sizeMismatch;
    handshakeOptions = new HandshakeOptions(other.handshakeOptions);
    connectionLimits = new ConnectionLimits(other.connectionLimits);
    queueLimits = new QueueLimits(other.queueLimits);
    readerOptions = new ReaderOptions(other.readerOptions);
  }

  /**
   * What JSON says, and the defaults for the rest.
   *
   * @param json members named as the setters, each optional; a group is an object with the members
   *     of its own class
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public QbServerOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.text("service", this::setService);
    members.oneOf("socketMode", SocketMode.class, this::setSocketMode);
    members.text("socketDirectory", this::setSocketDirectory);
    members.integer("minMessageSize", this::setMinMessageSize);
    members.integer("maxMessageSize", this::setMaxMessageSize);
    members.oneOf("sizeMismatch", SizeMismatch.class, this::setSizeMismatch);
    members.group("handshakeOptions", HandshakeOptions::new, this::setHandshakeOptions);
    members.group("connectionLimits", ConnectionLimits::new, this::setConnectionLimits);
    members.group("queueLimits", QueueLimits::new, this::setQueueLimits);
    members.group("readerOptions", ReaderOptions::new, this::setReaderOptions);
    members.end();
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    var json = new JsonObject();
    if (service != null) {
      json.put("service", service);
    }
    return json.put("socketMode", JsonOptions.spelled(socketMode))
        .put("socketDirectory", socketDirectory)
        .put("minMessageSize", minMessageSize)
        .put("maxMessageSize", maxMessageSize)
        .put("sizeMismatch", JsonOptions.spelled(sizeMismatch))
        .put("handshakeOptions", handshakeOptions.toJson())
        .put("connectionLimits", connectionLimits.toJson())
        .put("queueLimits", queueLimits.toJson())
        .put("readerOptions", readerOptions.toJson());
  }

  /** {@return the name that clients connect to, null while it has not been set} */
  public String getService() {
    return service;
  }

  /**
   * Sets the name that clients connect to; there is no default.
   *
   * @param service a name without a slash or NUL
   * @return this
   * @throws IllegalArgumentException if it is no such name
   */
  public QbServerOptions setService(String service) {
    this.service = Bounds.serviceName("service", service);
    return this;
  }

  /** {@return the kind of name that the socket has} */
  public SocketMode getSocketMode() {
    return socketMode;
  }

  /**
   * Sets the kind of name that the socket has.
   *
   * @param socketMode as the clients expect it
   * @return this
   */
  public QbServerOptions setSocketMode(SocketMode socketMode) {
    this.socketMode = Objects.requireNonNull(socketMode, "socketMode");
    return this;
  }

  /** {@return the directory of sockets in the file system, which is compiled into clients} */
  public String getSocketDirectory() {
    return socketDirectory;
  }

  /**
   * Sets the directory of sockets in the file system, which is compiled into clients.
   *
   * @param socketDirectory its path
   * @return this
   * @throws IllegalArgumentException if it is empty
   */
  public QbServerOptions setSocketDirectory(String socketDirectory) {
    this.socketDirectory = Bounds.notEmpty("socketDirectory", socketDirectory);
    return this;
  }

  /** {@return the size that clients get who ask for less, in bytes} */
  public int getMinMessageSize() {
    return minMessageSize;
  }

  /**
   * Sets the size that clients get who ask for less (libqb {@code qb_ipcs_enforce_buffer_size}).
   *
   * @param minMessageSize in bytes
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public QbServerOptions setMinMessageSize(int minMessageSize) {
    this.minMessageSize = Bounds.notNegative("minMessageSize", minMessageSize);
    return this;
  }

  /** {@return the largest size that clients may ask for, in bytes} */
  public int getMaxMessageSize() {
    return maxMessageSize;
  }

  /**
   * Sets the largest size that clients may ask for. Those that ask for more are refused with
   * EMSGSIZE.
   *
   * @param maxMessageSize in bytes, at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbServerOptions setMaxMessageSize(int maxMessageSize) {
    this.maxMessageSize = Bounds.positive("maxMessageSize", maxMessageSize);
    return this;
  }

  /** {@return what happens to a request whose size field contradicts its chunk} */
  public SizeMismatch getSizeMismatch() {
    return sizeMismatch;
  }

  /**
   * Sets what happens to a request whose size field contradicts its chunk.
   *
   * @param sizeMismatch the treatment of the request or its client
   * @return this
   */
  public QbServerOptions setSizeMismatch(SizeMismatch sizeMismatch) {
    this.sizeMismatch = Objects.requireNonNull(sizeMismatch, "sizeMismatch");
    return this;
  }

  /** {@return the clients that connect: how many at once, how long, on which threads} */
  public HandshakeOptions getHandshakeOptions() {
    return handshakeOptions;
  }

  /**
   * Sets the clients that connect.
   *
   * @param options are copied
   * @return this
   */
  public QbServerOptions setHandshakeOptions(HandshakeOptions options) {
    handshakeOptions = new HandshakeOptions(Objects.requireNonNull(options, "handshakeOptions"));
    return this;
  }

  /**
   * {@return how many connections there may be, of whom, with how much shared memory, and how
   * silent}
   */
  public ConnectionLimits getConnectionLimits() {
    return connectionLimits;
  }

  /**
   * Sets how many connections there may be, of whom, with how much shared memory, and how silent.
   *
   * @param limits are copied
   * @return this
   */
  public QbServerOptions setConnectionLimits(ConnectionLimits limits) {
    connectionLimits = new ConnectionLimits(Objects.requireNonNull(limits, "connectionLimits"));
    return this;
  }

  /** {@return how many requests and responses are held for clients} */
  public QueueLimits getQueueLimits() {
    return queueLimits;
  }

  /**
   * Sets how many requests and responses are held for clients.
   *
   * @param limits are copied
   * @return this
   */
  public QbServerOptions setQueueLimits(QueueLimits limits) {
    queueLimits = new QueueLimits(Objects.requireNonNull(limits, "queueLimits"));
    return this;
  }

  /** {@return the threads that read requests: how many, in which order, with which sleep} */
  public ReaderOptions getReaderOptions() {
    return readerOptions;
  }

  /**
   * Sets the threads that read requests.
   *
   * @param options are copied
   * @return this
   */
  public QbServerOptions setReaderOptions(ReaderOptions options) {
    readerOptions = new ReaderOptions(Objects.requireNonNull(options, "readerOptions"));
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QbServerOptions options && toJson().equals(options.toJson());
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
