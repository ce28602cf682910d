package dev.qbipc.server;

import dev.qbipc.SocketMode;
import dev.qbipc.options.Bounds;
import dev.qbipc.options.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;

/**
 * Options for a {@link QbServer}.
 *
 * <p>Defaults that depend on the machine, such as numbers of threads and the share of the heap, are
 * not in the JSON form unless they were set, so that it means the same everywhere.
 */
public final class QbServerOptions {

  /** A client that does not finish its handshake in so long is dropped. */
  public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** Handshakes under way at once, per event loop; beyond, clients wait in the backlog. */
  public static final int DEFAULT_MAX_HANDSHAKES = 512;

  /** Connections that may be open at once. */
  public static final int DEFAULT_MAX_CONNECTIONS = 4096;

  /** Connections of one user that may be open at once: half of all, so that others find room. */
  public static final int DEFAULT_MAX_CONNECTIONS_PER_UID = 2048;

  /** Percent of shared memory that the rings of one user may take. */
  public static final int DEFAULT_MAX_SHARED_MEMORY_PERCENT_PER_UID = 50;

  /** Percent of shared memory that is kept for root: a connection with 1 MiB, of 64 MiB. */
  public static final int DEFAULT_SHARED_MEMORY_RESERVE_PERCENT = 5;

  /** Clients are not disconnected for being silent. */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ZERO;

  /** Messages of any size a client asks for are granted up to the maximum. */
  public static final int DEFAULT_MIN_MESSAGE_SIZE = 0;

  /** The largest message a client can ask for, in bytes; it costs six times that in memory. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 16 * 1024 * 1024;

  /** Kernel queue of connections that wait to be accepted, as libqb has it. */
  public static final int DEFAULT_BACKLOG = 128;

  /** Requests of one connection that operations may be busy with at once. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 64;

  /** Bytes that the requests of one connection may hold while operations are busy with them. */
  public static final int DEFAULT_MAX_IN_FLIGHT_BYTES = 64 * 1024 * 1024;

  /** Bytes of responses kept for a client that does not read them, beside its full ring. */
  public static final int DEFAULT_MAX_BACKLOG_BYTES = 4 * 1024 * 1024;

  /** Percent of what is held for clients that one user may have. */
  public static final int DEFAULT_MAX_HELD_PERCENT_PER_UID = 50;

  /** How long a busy reader polls after work before it sleeps. */
  public static final Duration DEFAULT_SPIN = Duration.ofNanos(40_000);

  /** Busy clients take turns. */
  public static final Scheduling DEFAULT_SCHEDULING = Scheduling.TURNS;

  /** A client is woken half-way through a long message. */
  public static final boolean DEFAULT_WAKE_HALFWAY = true;

  /** Readers have the same priority as the program's other threads. */
  public static final int DEFAULT_READER_NICE = 0;

  /** Readers sleep on all their rings in one system call where the kernel can. */
  public static final boolean DEFAULT_FUTEX_WAITV = true;

  /** A service may take all shared memory that there is. */
  public static final int DEFAULT_MIN_FREE_SHARED_MEMORY = 0;

  /** The socket has its name where libqb's own servers on this machine have theirs. */
  public static final SocketMode DEFAULT_SOCKET_MODE = SocketMode.LIKE_LIBQB;

  /** Where file-system sockets are, in Debian's libqb. */
  public static final String DEFAULT_SOCKET_DIRECTORY = "/tmp";

  /** Each reader is a thread, and has histograms of its own for each operation. */
  public static final int MAX_READERS = 64;

  /** More event loops are of no use, since they only accept clients. */
  public static final int MAX_EVENT_LOOPS = 64;

  private static final int MAX_RESERVE_PERCENT = 50;
  private static final int HEAP_PER_HELD = 4;
  private static final int CORES_PER_READER = 4;
  private static final int MAX_DEFAULT_EVENT_LOOPS = 4;
  private static final int MIN_NICE = -20;
  private static final int MAX_NICE = 19;

  /** The treatment of a request whose size field contradicts its chunk. */
  public enum SizeMismatch {
    /** The client is disconnected. */
    DISCONNECT,
    /** The request fails with EINVAL where its size is positive and within the maximum. */
    REPLY_EINVAL
  }

  /** A client that breaks the protocol is disconnected, as by libqb's servers. */
  public static final SizeMismatch DEFAULT_SIZE_MISMATCH = SizeMismatch.DISCONNECT;

  private String service;
  private SocketMode socketMode = DEFAULT_SOCKET_MODE;
  private String socketDirectory = DEFAULT_SOCKET_DIRECTORY;
  private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
  private int maxHandshakes = DEFAULT_MAX_HANDSHAKES;
  private int maxConnections = DEFAULT_MAX_CONNECTIONS;
  private int maxConnectionsPerUid = DEFAULT_MAX_CONNECTIONS_PER_UID;
  private int maxSharedMemoryPercentPerUid = DEFAULT_MAX_SHARED_MEMORY_PERCENT_PER_UID;
  private int sharedMemoryReservePercent = DEFAULT_SHARED_MEMORY_RESERVE_PERCENT;
  private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
  private int minMessageSize = DEFAULT_MIN_MESSAGE_SIZE;
  private int maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
  private int backlog = DEFAULT_BACKLOG;
  private int maxInFlight = DEFAULT_MAX_IN_FLIGHT;
  private int maxInFlightBytes = DEFAULT_MAX_IN_FLIGHT_BYTES;
  private int maxBacklogBytes = DEFAULT_MAX_BACKLOG_BYTES;
  private Integer maxHeldBytes;
  private int maxHeldPercentPerUid = DEFAULT_MAX_HELD_PERCENT_PER_UID;
  private int minFreeSharedMemory = DEFAULT_MIN_FREE_SHARED_MEMORY;
  private Duration spin = DEFAULT_SPIN;
  private Scheduling scheduling = DEFAULT_SCHEDULING;
  private boolean wakeHalfway = DEFAULT_WAKE_HALFWAY;
  private Integer readers;
  private int readerNice = DEFAULT_READER_NICE;
  private Integer eventLoops;
  private boolean futexWaitv = DEFAULT_FUTEX_WAITV;
  private SizeMismatch sizeMismatch = DEFAULT_SIZE_MISMATCH;

  /** The defaults, without a service name. */
  public QbServerOptions() {}

  /**
   * A copy.
   *
   * @param other what to copy; may be changed afterwards
   */
  public QbServerOptions(QbServerOptions other) {
    service = other.service;
    socketMode = other.socketMode;
    socketDirectory = other.socketDirectory;
    handshakeTimeout = other.handshakeTimeout;
    maxHandshakes = other.maxHandshakes;
    maxConnections = other.maxConnections;
    maxConnectionsPerUid = other.maxConnectionsPerUid;
    maxSharedMemoryPercentPerUid = other.maxSharedMemoryPercentPerUid;
    sharedMemoryReservePercent = other.sharedMemoryReservePercent;
    idleTimeout = other.idleTimeout;
    minMessageSize = other.minMessageSize;
    maxMessageSize = other.maxMessageSize;
    backlog = other.backlog;
    maxInFlight = other.maxInFlight;
    maxInFlightBytes = other.maxInFlightBytes;
    maxBacklogBytes = other.maxBacklogBytes;
    maxHeldBytes = other.maxHeldBytes;
    maxHeldPercentPerUid = other.maxHeldPercentPerUid;
    minFreeSharedMemory = other.minFreeSharedMemory;
    spin = other.spin;
    scheduling = other.scheduling;
    wakeHalfway = other.wakeHalfway;
    readers = other.readers;
    readerNice = other.readerNice;
    eventLoops = other.eventLoops;
    futexWaitv = other.futexWaitv;
    sizeMismatch = other.sizeMismatch;
  }

  /**
   * What JSON says, and the defaults for the rest.
   *
   * @param json members named as the setters, each optional; a time's name ends in its unit: {@code
   *     handshakeTimeoutMillis}, {@code idleTimeoutMillis}, {@code spinNanos}
   * @throws IllegalArgumentException if a member is not known, of the wrong type, or refused by its
   *     setter
   */
  public QbServerOptions(JsonObject json) {
    var members = new JsonOptions(json);
    members.text("service", this::setService);
    members.oneOf("socketMode", SocketMode.class, this::setSocketMode);
    members.text("socketDirectory", this::setSocketDirectory);
    members.millis("handshakeTimeoutMillis", this::setHandshakeTimeout);
    members.integer("maxHandshakes", this::setMaxHandshakes);
    members.integer("maxConnections", this::setMaxConnections);
    members.integer("maxConnectionsPerUid", this::setMaxConnectionsPerUid);
    members.integer("maxSharedMemoryPercentPerUid", this::setMaxSharedMemoryPercentPerUid);
    members.integer("sharedMemoryReservePercent", this::setSharedMemoryReservePercent);
    members.millis("idleTimeoutMillis", this::setIdleTimeout);
    members.integer("minMessageSize", this::setMinMessageSize);
    members.integer("maxMessageSize", this::setMaxMessageSize);
    members.integer("backlog", this::setBacklog);
    members.integer("maxInFlight", this::setMaxInFlight);
    members.integer("maxInFlightBytes", this::setMaxInFlightBytes);
    members.integer("maxBacklogBytes", this::setMaxBacklogBytes);
    members.integer("maxHeldBytes", this::setMaxHeldBytes);
    members.integer("maxHeldPercentPerUid", this::setMaxHeldPercentPerUid);
    members.integer("minFreeSharedMemory", this::setMinFreeSharedMemory);
    members.nanos("spinNanos", this::setSpin);
    members.oneOf("scheduling", Scheduling.class, this::setScheduling);
    members.flag("wakeHalfway", this::setWakeHalfway);
    members.integer("readers", this::setReaders);
    members.integer("readerNice", this::setReaderNice);
    members.integer("eventLoops", this::setEventLoops);
    members.flag("futexWaitv", this::setFutexWaitv);
    members.oneOf("sizeMismatch", SizeMismatch.class, this::setSizeMismatch);
    members.end();
  }

  private static int defaultReaders() {
    int share = Runtime.getRuntime().availableProcessors() / CORES_PER_READER;
    return Math.min(MAX_READERS, Math.max(1, share));
  }

  private static int defaultEventLoops() {
    int half = Runtime.getRuntime().availableProcessors() / 2;
    return Math.min(MAX_DEFAULT_EVENT_LOOPS, Math.max(1, half));
  }

  private static int defaultMaxHeldBytes() {
    long share = Runtime.getRuntime().maxMemory() / HEAP_PER_HELD;
    return (int) Math.min(Integer.MAX_VALUE, share);
  }

  /** {@return the JSON form, from which equal options can be made} */
  public JsonObject toJson() {
    var json = new JsonObject();
    if (service != null) {
      json.put("service", service);
    }
    json.put("socketMode", JsonOptions.spelled(socketMode))
        .put("socketDirectory", socketDirectory)
        .put("handshakeTimeoutMillis", handshakeTimeout.toMillis())
        .put("maxHandshakes", maxHandshakes)
        .put("maxConnections", maxConnections)
        .put("maxConnectionsPerUid", maxConnectionsPerUid)
        .put("maxSharedMemoryPercentPerUid", maxSharedMemoryPercentPerUid)
        .put("sharedMemoryReservePercent", sharedMemoryReservePercent)
        .put("idleTimeoutMillis", idleTimeout.toMillis())
        .put("minMessageSize", minMessageSize)
        .put("maxMessageSize", maxMessageSize)
        .put("backlog", backlog)
        .put("maxInFlight", maxInFlight)
        .put("maxInFlightBytes", maxInFlightBytes)
        .put("maxBacklogBytes", maxBacklogBytes)
        .put("maxHeldPercentPerUid", maxHeldPercentPerUid)
        .put("minFreeSharedMemory", minFreeSharedMemory)
        .put("spinNanos", spin.toNanos())
        .put("scheduling", JsonOptions.spelled(scheduling))
        .put("wakeHalfway", wakeHalfway)
        .put("readerNice", readerNice)
        .put("futexWaitv", futexWaitv)
        .put("sizeMismatch", JsonOptions.spelled(sizeMismatch));
    if (maxHeldBytes != null) {
      json.put("maxHeldBytes", maxHeldBytes);
    }
    if (readers != null) {
      json.put("readers", readers);
    }
    if (eventLoops != null) {
      json.put("eventLoops", eventLoops);
    }
    return json;
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

  /** {@return how long a handshake may take, in whole milliseconds} */
  public Duration getHandshakeTimeout() {
    return handshakeTimeout;
  }

  /**
   * Sets how long a handshake may take. A client that has not finished it by then is dropped.
   *
   * @param handshakeTimeout at least a millisecond
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbServerOptions setHandshakeTimeout(Duration handshakeTimeout) {
    this.handshakeTimeout = Bounds.timeout("handshakeTimeout", handshakeTimeout);
    return this;
  }

  /** {@return the maximum number of simultaneous handshakes, for each event loop} */
  public int getMaxHandshakes() {
    return maxHandshakes;
  }

  /**
   * Limits the clients that have connected but not sent their request, and separately those whose
   * rings are being created. Further clients wait in the {@linkplain #getBacklog() backlog}, and
   * connecting fails with EAGAIN when that is full. A client that has sent its request is never
   * dropped for others; one that has not may be after a second, the oldest first.
   *
   * @param maxHandshakes for each event loop, at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbServerOptions setMaxHandshakes(int maxHandshakes) {
    this.maxHandshakes = Bounds.positive("maxHandshakes", maxHandshakes);
    return this;
  }

  /** {@return the maximum number of open connections} */
  public int getMaxConnections() {
    return maxConnections;
  }

  /**
   * Sets the maximum number of open connections; further clients are refused with EAGAIN. One in
   * sixteen is reserved for root and the user that the server runs as.
   *
   * @param maxConnections at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbServerOptions setMaxConnections(int maxConnections) {
    this.maxConnections = Bounds.positive("maxConnections", maxConnections);
    return this;
  }

  /** {@return the maximum number of open connections of one user, by uid; 0 for no such limit} */
  public int getMaxConnectionsPerUid() {
    return maxConnectionsPerUid;
  }

  /**
   * Sets the maximum number of open connections of one user, by uid. Further clients of that user
   * are refused with EDQUOT.
   *
   * @param maxConnectionsPerUid 0 for no such limit
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public QbServerOptions setMaxConnectionsPerUid(int maxConnectionsPerUid) {
    this.maxConnectionsPerUid = Bounds.notNegative("maxConnectionsPerUid", maxConnectionsPerUid);
    return this;
  }

  /** {@return the share of shared memory that the rings of one user may take, in percent} */
  public int getMaxSharedMemoryPercentPerUid() {
    return maxSharedMemoryPercentPerUid;
  }

  /**
   * Keeps one user from taking all of {@code /dev/shm}: further clients of that user are refused
   * with ENOSPC. It does not apply to root, nor to the user that the server runs as.
   *
   * @param percent of the file system's size, 1 to 100
   * @return this
   * @throws IllegalArgumentException for another percentage
   */
  public QbServerOptions setMaxSharedMemoryPercentPerUid(int percent) {
    maxSharedMemoryPercentPerUid = Bounds.between(1, 100, "maxSharedMemoryPercentPerUid", percent);
    return this;
  }

  /** {@return the share of shared memory that is reserved for root, in percent} */
  public int getSharedMemoryReservePercent() {
    return sharedMemoryReservePercent;
  }

  /**
   * Reserves a part of {@code /dev/shm} for root and the user that the server runs as: other
   * clients are refused with ENOSPC if they would leave less space free, whatever has taken the
   * rest.
   *
   * @param percent of the file system's size, 0 to 50
   * @return this
   * @throws IllegalArgumentException for another percentage
   */
  public QbServerOptions setSharedMemoryReservePercent(int percent) {
    sharedMemoryReservePercent =
        Bounds.between(0, MAX_RESERVE_PERCENT, "sharedMemoryReservePercent", percent);
    return this;
  }

  /**
   * {@return the time without a request after which a connection is ended, in whole milliseconds;
   * zero for never}
   */
  public Duration getIdleTimeout() {
    return idleTimeout;
  }

  /**
   * Disconnects silent clients; their next call fails with ENOTCONN. A connection with an
   * unanswered request is not silent; one that only waits for events is. It may take half as long
   * again until the silence is noticed.
   *
   * @param idleTimeout at least a millisecond; zero for never
   * @return this
   * @throws IllegalArgumentException if it is negative, or more than zero and less than a
   *     millisecond
   */
  public QbServerOptions setIdleTimeout(Duration idleTimeout) {
    this.idleTimeout = Bounds.timeoutOrZero("idleTimeout", idleTimeout);
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

  /** {@return the length of the kernel's queue of connections to be accepted} */
  public int getBacklog() {
    return backlog;
  }

  /**
   * Sets the length of the kernel's queue of connections to be accepted.
   *
   * @param backlog at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbServerOptions setBacklog(int backlog) {
    this.backlog = Bounds.positive("backlog", backlog);
    return this;
  }

  /** {@return the maximum number of unanswered requests of one connection} */
  public int getMaxInFlight() {
    return maxInFlight;
  }

  /**
   * Sets the maximum number of unanswered requests of one connection; further ones wait in the
   * ring.
   *
   * @param maxInFlight at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbServerOptions setMaxInFlight(int maxInFlight) {
    this.maxInFlight = Bounds.positive("maxInFlight", maxInFlight);
    return this;
  }

  /** {@return the memory that unanswered requests of one connection may take, in bytes} */
  public int getMaxInFlightBytes() {
    return maxInFlightBytes;
  }

  /**
   * Lowers {@link #getMaxInFlight()} for connections with large messages, to as many of the longest
   * as fit, but at least one. Since a response is not longer than a message, this limits the
   * responses to these requests as well.
   *
   * @param maxInFlightBytes at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbServerOptions setMaxInFlightBytes(int maxInFlightBytes) {
    this.maxInFlightBytes = Bounds.positive("maxInFlightBytes", maxInFlightBytes);
    return this;
  }

  /** {@return the memory for unread responses of one connection beyond its ring, in bytes} */
  public int getMaxBacklogBytes() {
    return maxBacklogBytes;
  }

  /**
   * Sets the memory for unread responses of one connection beyond its ring. With more, further
   * requests wait in their ring.
   *
   * @param maxBacklogBytes at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbServerOptions setMaxBacklogBytes(int maxBacklogBytes) {
    this.maxBacklogBytes = Bounds.positive("maxBacklogBytes", maxBacklogBytes);
    return this;
  }

  /**
   * {@return the part of the heap that may be held for all clients together, in bytes: payloads of
   * unanswered requests, and responses that do not fit into the clients' rings} By default it is a
   * quarter of the maximum heap, but at most 2 GiB.
   */
  public int getMaxHeldBytes() {
    return maxHeldBytes != null ? maxHeldBytes : defaultMaxHeldBytes();
  }

  /**
   * Keeps clients that read nothing from filling the heap. When this much is held, or a user's
   * share of it, a response that finds its ring full is replaced by an empty one with ENOBUFS, and
   * requests wait in their rings. An ordinary response goes straight into its ring and does not
   * count. One quarter is reserved for root and the user that the server runs as. Something larger
   * than half of it is held if half of it is free.
   *
   * @param maxHeldBytes at least 1
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public QbServerOptions setMaxHeldBytes(int maxHeldBytes) {
    this.maxHeldBytes = Bounds.positive("maxHeldBytes", maxHeldBytes);
    return this;
  }

  /** {@return the share of {@link #getMaxHeldBytes()} for the clients of one user, in percent} */
  public int getMaxHeldPercentPerUid() {
    return maxHeldPercentPerUid;
  }

  /**
   * Limits what is held for one user, by uid. It does not apply to root, nor to the user that the
   * server runs as.
   *
   * @param percent 1 to 100
   * @return this
   * @throws IllegalArgumentException for another percentage
   */
  public QbServerOptions setMaxHeldPercentPerUid(int percent) {
    maxHeldPercentPerUid = Bounds.between(1, 100, "maxHeldPercentPerUid", percent);
    return this;
  }

  /** {@return the shared memory that this service leaves free, in bytes} */
  public int getMinFreeSharedMemory() {
    return minFreeSharedMemory;
  }

  /**
   * A client whose rings would leave less shared memory free is refused with ENOSPC, so that some
   * is left for another service.
   *
   * @param minFreeSharedMemory in bytes
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public QbServerOptions setMinFreeSharedMemory(int minFreeSharedMemory) {
    this.minFreeSharedMemory = Bounds.notNegative("minFreeSharedMemory", minFreeSharedMemory);
    return this;
  }

  /** {@return how long a busy reader polls after work before it sleeps} */
  public Duration getSpin() {
    return spin;
  }

  /**
   * Sets how long a busy reader polls after work before it sleeps. A reader with occasional
   * requests sleeps at once, and so do all readers if there are not more cores than readers.
   *
   * @param spin of any length; zero makes all readers sleep at once
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public QbServerOptions setSpin(Duration spin) {
    this.spin = Bounds.notNegative("spin", spin);
    return this;
  }

  /** {@return the number of threads that read request rings} */
  public int getReaders() {
    return readers != null ? readers : defaultReaders();
  }

  /**
   * Sets the number of threads that read request rings.
   *
   * @param readers 1 to {@link #MAX_READERS}
   * @return this
   * @throws IllegalArgumentException for another number
   */
  public QbServerOptions setReaders(int readers) {
    this.readers = Bounds.between(1, MAX_READERS, "readers", readers);
    return this;
  }

  /** {@return whose requests readers take next while several clients are busy} */
  public Scheduling getScheduling() {
    return scheduling;
  }

  /**
   * Sets whose requests readers take next while several clients are busy.
   *
   * @param scheduling how the readers' time is shared out
   * @return this
   */
  public QbServerOptions setScheduling(Scheduling scheduling) {
    this.scheduling = Objects.requireNonNull(scheduling, "scheduling");
    return this;
  }

  /** {@return whether a client is woken when half of a long message has been copied} */
  public boolean isWakeHalfway() {
    return wakeHalfway;
  }

  /**
   * Sets whether a client is woken when half of a message of 128 KiB and more has been copied, so
   * that it is awake when the rest is there.
   *
   * @param wakeHalfway whether it is
   * @return this
   */
  public QbServerOptions setWakeHalfway(boolean wakeHalfway) {
    this.wakeHalfway = wakeHalfway;
    return this;
  }

  /** {@return the offset to the nice value of busy readers} */
  public int getReaderNice() {
    return readerNice;
  }

  /**
   * Sets the priority of readers relative to the program's other threads on the same core: an
   * offset to the nice value that the program was started with, from -20, the highest priority, to
   * 19, the lowest; 0 is the ordinary one. A negative value is in effect while a reader is busy,
   * and only for root or with CAP_SYS_NICE.
   *
   * @param readerNice -20 to 19
   * @return this
   * @throws IllegalArgumentException for another offset
   */
  public QbServerOptions setReaderNice(int readerNice) {
    this.readerNice = Bounds.between(MIN_NICE, MAX_NICE, "readerNice", readerNice);
    return this;
  }

  /** {@return the number of event loops that share the handshakes and watch the setup sockets} */
  public int getEventLoops() {
    return eventLoops != null ? eventLoops : defaultEventLoops();
  }

  /**
   * Sets the number of event loops that share the handshakes and watch the setup sockets.
   *
   * @param eventLoops 1 to {@link #MAX_EVENT_LOOPS}
   * @return this
   * @throws IllegalArgumentException for another number
   */
  public QbServerOptions setEventLoops(int eventLoops) {
    this.eventLoops = Bounds.between(1, MAX_EVENT_LOOPS, "eventLoops", eventLoops);
    return this;
  }

  /**
   * {@return whether a reader may sleep on all of its rings in one system call if the kernel can}
   */
  public boolean isFutexWaitv() {
    return futexWaitv;
  }

  /**
   * Sets whether a reader may sleep on all of its rings in one system call if the kernel can.
   * Otherwise a thread for each connection waits on its semaphore and wakes the reader.
   *
   * @param futexWaitv whether it may
   * @return this
   */
  public QbServerOptions setFutexWaitv(boolean futexWaitv) {
    this.futexWaitv = futexWaitv;
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
