package dev.qbipc.server.impl;

import dev.qbipc.server.OperationStats;
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

  /** Replaced as a whole, never changed: a module's operations are all swapped at one moment. */
  private volatile IntObjectHashMap<Route> routes = new IntObjectHashMap<>();

  RequestDispatcher(EventBus eventBus) {
    this.eventBus = eventBus;
  }

  void dispatch(RequestImpl request, RingReader reader) {
    var current = routes;
    var route = current.get(request.id());
    if (route == null) {
      route = current.get(OperationStats.OTHERWISE);
    }
    var atReader = route.at(reader);
    request.begin(atReader, reader.now());
    eventBus.send(atReader.address(), request, options);
  }

  void route(IntObjectHashMap<Route> routes) {
    this.routes = routes;
  }
}
