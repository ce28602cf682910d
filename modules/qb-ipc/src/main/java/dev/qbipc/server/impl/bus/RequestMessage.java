package dev.qbipc.server.impl.bus;

import dev.qbipc.server.Request;
import dev.qbipc.server.impl.connection.RequestImpl;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.MessageImpl;

/**
 * Carries a request over the local event bus as it is: the object itself, no copy, no codec.
 *
 * <p>A message that is delivered on the thread that sent it is used again for another request.
 */
public final class RequestMessage extends MessageImpl<RequestImpl, Request> {

  private final ReaderRoute route;

  RequestMessage(EventBusImpl bus, ReaderRoute route) {
    super(route.address(), null, null, null, true, bus);
    this.route = route;
  }

  RequestMessage carry(RequestImpl request) {
    sentBody = request;
    receivedBody = request;
    // Of the request that it carried before.
    trace = null;
    return this;
  }

  /** Takes the request out, once, where it is delivered. */
  public RequestImpl unload() {
    RequestImpl request = (RequestImpl) receivedBody;
    route.unloaded(this);
    return request;
  }

  /** Called by the bus on the sender's thread, when it has found a consumer. */
  @Override
  public MessageImpl<RequestImpl, Request> copyBeforeReceive() {
    route.consumerFound();
    return this;
  }
}
