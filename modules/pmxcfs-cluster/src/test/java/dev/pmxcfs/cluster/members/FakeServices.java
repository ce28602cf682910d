package dev.pmxcfs.cluster.members;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.quorum.Quorum;
import dev.qbipc.corosync.quorum.QuorumState;
import dev.qbipc.corosync.quorum.QuorumType;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A corosync with a quorum and a list of nodes, each of which a test can take away. */
final class FakeServices {

  final Service quorum = new Service();
  final Service cmap = new Service();

  /** One of both. */
  static final class Service {

    private final AtomicInteger attempts = new AtomicInteger();
    private volatile boolean isAway;
    private volatile Handler<CorosyncException> closeHandler;

    /** How often a connection was asked for. */
    int attempts() {
      return attempts.get();
    }

    /** Ends the connection, and lets none be made. */
    void goAway() {
      isAway = true;
      closeHandler.handle(gone());
    }

    void comeBack() {
      isAway = false;
    }

    private <T> Future<T> connect(T connection) {
      attempts.incrementAndGet();
      return isAway ? Future.failedFuture(gone()) : Future.succeededFuture(connection);
    }

    private static CorosyncException gone() {
      return new CorosyncException(CorosyncError.LIBRARY, "a connection of the test");
    }
  }

  Corosync corosync() {
    return proxy(
        Corosync.class,
        (name, arguments) ->
            switch (name) {
              case "quorum" -> quorum.connect(quorum());
              case "cmap" -> cmap.connect(cmap());
              default -> throw new UnsupportedOperationException(name);
            });
  }

  private Quorum quorum() {
    var connection = new Quorum[1];
    var handler = new Handler<?>[1];
    connection[0] =
        proxy(
            Quorum.class,
            (name, arguments) ->
                switch (name) {
                  case "type" -> QuorumType.SET;
                  case "handler" -> {
                    handler[0] = (Handler<?>) arguments[0];
                    yield connection[0];
                  }
                  case "track" -> {
                    told(handler[0]).handle(new QuorumState(true, new RingId(1, 1), List.of(1)));
                    yield Future.succeededFuture();
                  }
                  default -> common(quorum, name, arguments, connection[0]);
                });
    return connection[0];
  }

  @SuppressWarnings("unchecked")
  private static Handler<QuorumState> told(Handler<?> handler) {
    return (Handler<QuorumState>) handler;
  }

  private Cmap cmap() {
    var connection = new Cmap[1];
    connection[0] =
        proxy(
            Cmap.class,
            (name, arguments) ->
                switch (name) {
                  case "trackPrefix", "track" -> Future.succeededFuture();
                  case "get" ->
                      Future.succeededFuture(
                          arguments[0].equals(NodeList.CLUSTER_NAME)
                              ? CmapValue.string("c")
                              : CmapValue.u64(1));
                  case "list" ->
                      Future.succeededFuture(
                          List.of(
                              new CmapEntry("nodelist.node.0.nodeid", CmapValue.u32(1)),
                              new CmapEntry("nodelist.node.0.name", CmapValue.string("n1"))));
                  default -> common(cmap, name, arguments, connection[0]);
                });
    return connection[0];
  }

  @SuppressWarnings("unchecked")
  private static Object common(
      Service service, String name, Object[] arguments, Object connection) {
    return switch (name) {
      case "closeHandler" -> {
        service.closeHandler = (Handler<CorosyncException>) arguments[0];
        yield connection;
      }
      case "isOpen" -> true;
      case "close" -> Future.succeededFuture();
      default -> throw new UnsupportedOperationException(name);
    };
  }

  private interface Answer {
    Object of(String name, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.of(method.getName(), arguments)));
  }
}
