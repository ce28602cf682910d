package dev.qbipc.server.impl.bus;

import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.MessageImpl;

/**
 * Carries an object over the local event bus as it is: the object itself, no copy, no codec.
 *
 * <p>A message that is delivered on the thread that sent it is used again for another object.
 *
 * @param <T> what it carries
 */
public final class BusMessage<T> extends MessageImpl<T, T> {

  private final BusSender<T> sender;

  BusMessage(EventBusImpl bus, String address, BusSender<T> sender) {
    super(address, null, null, null, true, bus);
    this.sender = sender;
  }

  BusMessage<T> wrap(T object) {
    sentBody = object;
    receivedBody = object;
    // Of the object that it carried before.
    trace = null;
    return this;
  }

  /** Takes the object out, once, where it is delivered. */
  public T take() {
    T object = receivedBody;
    sender.delivered(this);
    return object;
  }

  /** Called by the bus on the sender's thread, when it has found a consumer. */
  @Override
  public MessageImpl<T, T> copyBeforeReceive() {
    sender.consumerFound();
    return this;
  }
}
