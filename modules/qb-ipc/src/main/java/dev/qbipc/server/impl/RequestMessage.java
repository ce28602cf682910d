package dev.qbipc.server.impl;

import dev.qbipc.server.Request;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.MessageImpl;
import java.util.ArrayDeque;

/**
 * Carries requests over the local event bus as they are: the object itself, no copy, no codec.
 *
 * <p>A message that is delivered on the thread that sent it is used again for another request.
 */
final class RequestMessage extends MessageImpl<RequestImpl, Request> {

  /** Where it waits to be used again; null if it is delivered on another thread. */
  private final ArrayDeque<RequestMessage> unused;

  RequestMessage(String address, EventBusImpl bus, ArrayDeque<RequestMessage> unused) {
    super(address, null, null, null, true, bus);
    this.unused = unused;
  }

  RequestMessage carry(RequestImpl request) {
    sentBody = request;
    receivedBody = request;
    // Of the request that it carried before.
    trace = null;
    return this;
  }

  /** Takes the request out, once, where it is delivered. */
  Request unload() {
    Request request = receivedBody;
    if (unused != null) {
      unused.push(this);
    }
    return request;
  }

  @Override
  public MessageImpl<RequestImpl, Request> copyBeforeReceive() {
    return this;
  }
}
