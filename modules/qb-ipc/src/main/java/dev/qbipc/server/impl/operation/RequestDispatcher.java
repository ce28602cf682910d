package dev.qbipc.server.impl.operation;

import dev.qbipc.server.OperationStats;
import dev.qbipc.server.impl.connection.Dispatcher;
import dev.qbipc.server.impl.connection.RequestImpl;
import dev.qbipc.server.impl.reader.RingReader;
import io.netty.util.collection.IntObjectHashMap;

/**
 * Sends requests over the event bus to their operations. Readers call it; routes change rarely, on
 * any thread.
 */
public final class RequestDispatcher implements Dispatcher {

  /** Replaced as a whole, never changed: a module's operations are all swapped at one moment. */
  private volatile IntObjectHashMap<Route> routes = new IntObjectHashMap<>();

  @Override
  public void dispatch(RequestImpl request, RingReader reader) {
    var current = routes;
    var route = current.get(request.id());
    if (route == null) {
      route = current.get(OperationStats.FALLBACK);
    }
    route.at(reader).send(request, reader.clock().now());
  }

  public void route(IntObjectHashMap<Route> routes) {
    this.routes = routes;
  }
}
