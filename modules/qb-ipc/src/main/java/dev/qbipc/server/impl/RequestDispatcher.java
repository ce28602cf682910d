package dev.qbipc.server.impl;

import io.netty.util.collection.IntObjectHashMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;

/**
 * Sends requests over the event bus to their operations. Readers call it; routes change rarely, on
 * any thread.
 */
final class RequestDispatcher {

  private final DeliveryOptions options =
      new DeliveryOptions().setLocalOnly(true).setCodecName(RequestCodec.NAME);
  private final EventBus eventBus;

  /** Replaced as a whole, never changed. */
  private volatile IntObjectHashMap<Route> routes = new IntObjectHashMap<>();

  private volatile Route otherwise;

  RequestDispatcher(EventBus eventBus) {
    this.eventBus = eventBus;
  }

  /** Where an operation's requests go. */
  interface Route {

    /** The event-bus address of the instance for requests of a reader. */
    String address(RingReader reader);
  }

  void dispatch(RequestImpl request, RingReader reader) {
    var route = routes.get(request.id());
    if (route == null) {
      route = otherwise;
    }
    eventBus.send(route.address(reader), request, options);
  }

  synchronized void route(int id, Route route) {
    var changed = new IntObjectHashMap<Route>(routes.size() + 1);
    changed.putAll(routes);
    changed.put(id, route);
    routes = changed;
  }

  void otherwise(Route route) {
    otherwise = route;
  }
}
