package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.ipc.stats.ServiceObserver;
import dev.pmxcfs.state.ClusterState;
import dev.qbipc.SocketMode;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.ConnectionLimits;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.QueueLimits;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.SharedMemory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * The service beside pmxcfs's own by which the command line changes the configuration files of a
 * running server, swaps its modules, and sees what it does. For the server's owner alone, and
 * small: commands are rare and short.
 */
public final class AdminService {

  /** What a request has to hold, in bytes: the largest file and its path. */
  static final int MAX_REQUEST_SIZE = (1024 + 64) * 1024;

  /**
   * The messages of commands that move files, in bytes. With the smallest ones an import or an
   * export of many megabytes takes nearly twice the time; larger ones gain hardly anything.
   */
  static final int FILES_MESSAGE_SIZE = 256 * 1024;

  /** Connections that find room beside one for files, where clients have taken all they get. */
  private static final int SMALL_CONNECTIONS = 3;

  /** Bytes of shared memory that are left for this service. */
  public static final int SHARED_MEMORY =
      (int)
          (SharedMemory.bytesOf(FILES_MESSAGE_SIZE)
              + SMALL_CONNECTIONS * SharedMemory.bytesOf(QbClientOptions.MIN_MESSAGE_SIZE));

  /** Bytes of a message that an answer leaves to its header. */
  private static final int HEADER_ROOM = 64;

  private static final String SUFFIX = "-admin";

  private static final int MAX_CONNECTIONS = 16;

  /** Connections that watch the files, for as long as somebody likes; other commands are short. */
  private static final int MAX_WATCHES = 8;

  private final QbServer server;
  private final ClusterState state;
  private final ServedModules modules;
  private final ServiceObserver observer;
  private final Semaphore watches = new Semaphore(MAX_WATCHES);
  private final ImportBudget imports = new ImportBudget(PendingImport.MAX_SIZE);

  /**
   * @param service the main service's name
   * @param policy who may connect
   * @param state whose configuration files it changes
   * @param modules which it swaps
   * @param observer knows what the main service does
   */
  public AdminService(
      Vertx vertx,
      String service,
      AcceptPolicy policy,
      ClusterState state,
      ServedModules modules,
      ServiceObserver observer) {
    this.state = state;
    this.modules = modules;
    this.observer = observer;
    server =
        QbServer.create(vertx, options(service))
            .acceptPolicy(policy)
            .connectionHandler(this::begin);
  }

  private static QbServerOptions options(String service) {
    return new QbServerOptions()
        .setService(nameFor(service))
        .setMaxMessageSize(MAX_REQUEST_SIZE)
        .setHandshakeOptions(new HandshakeOptions().setEventLoops(1))
        .setConnectionLimits(
            new ConnectionLimits()
                .setMaxConnections(MAX_CONNECTIONS)
                .setMaxSharedMemoryPercentPerUid(100)
                .setSharedMemoryReservePercent(0))
        .setQueueLimits(new QueueLimits().setMaxInFlight(1))
        .setReaderOptions(new ReaderOptions().setReaders(1).setSpin(Duration.ZERO));
  }

  /**
   * The name of a service's admin service.
   *
   * @throws IllegalArgumentException if it would be too long
   */
  public static String nameFor(String service) {
    String name = service + SUFFIX;
    if (name.getBytes(StandardCharsets.UTF_8).length > SocketMode.MAX_ABSTRACT_NAME) {
      throw new IllegalArgumentException(
          "the service's name is longer than "
              + (SocketMode.MAX_ABSTRACT_NAME - SUFFIX.length())
              + " bytes");
    }
    return name;
  }

  /** The service's own name. */
  public String name() {
    return server.service();
  }

  /** Starts to accept the owner. */
  public Future<?> listen() {
    var deployed =
        Arrays.stream(AdminOperation.values())
            .map(
                operation ->
                    server.operation(
                        operation.id(),
                        () -> new AdminVerticle(operation),
                        new OperationOptions().setThreading(operation.threading())))
            .toList();
    return Future.all(deployed).compose(all -> server.listen());
  }

  /** Ends it, and first what waits for changes that may never come. */
  public Future<Void> close() {
    server.connections().stream()
        .map(QbConnection::attachment)
        .filter(AdminSession.class::isInstance)
        .forEach(session -> ((AdminSession) session).end());
    return server.close();
  }

  private void begin(QbConnection connection) {
    int pageSize = connection.maxMessageSize() - HEADER_ROOM;
    var session = new AdminSession(state, modules, observer, imports, watches, pageSize);
    connection.attach(session);
    connection.closed().onComplete(ended -> session.end());
  }
}
