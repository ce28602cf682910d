package dev.qbipc.server.impl;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/** Carries a request over the local event bus as it is: the object itself, no copy. */
final class RequestCodec implements MessageCodec<RequestImpl, RequestImpl> {

  static final String NAME = "qb-request";

  private RequestCodec() {}

  /** Makes the codec known to an event bus; more than one service may share a Vert.x. */
  static void register(EventBus eventBus) {
    synchronized (RequestCodec.class) {
      try {
        eventBus.registerCodec(new RequestCodec());
      } catch (IllegalStateException alreadyRegistered) {
        // By an earlier service of the same Vert.x.
      }
    }
  }

  @Override
  public void encodeToWire(Buffer buffer, RequestImpl request) {
    throw new UnsupportedOperationException("requests do not leave the process");
  }

  @Override
  public RequestImpl decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException("requests do not leave the process");
  }

  @Override
  public RequestImpl transform(RequestImpl request) {
    return request;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
