package dev.qbipc.server.impl.bus;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.MessageImpl;

/**
 * Sends objects from a reader to one address of the local event bus. Belongs to the reader's
 * thread.
 *
 * @param <T> what it sends
 */
public final class BusSender<T> {

  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final EventBusImpl bus;
  private final String address;
  private final DeliveryExecutor executor;
  private final boolean inPlace;
  private final MessageImpl<?, ?> replied;
  private BusMessage<T> unused;
  private boolean consumerFound;

  /**
   * @param executor of the reader
   * @param inPlace whether the consumer runs on the reader as well
   */
  public BusSender(EventBus bus, String address, DeliveryExecutor executor, boolean inPlace) {
    this.bus = (EventBusImpl) bus;
    this.address = address;
    this.executor = executor;
    this.inPlace = inPlace;
    this.replied = new Replied(this.bus, address);
  }

  /** The event-bus address. */
  public String address() {
    return address;
  }

  /**
   * Sends an object, to a consumer on the reader in place.
   *
   * @return whether there was a consumer
   */
  public boolean send(T object) {
    consumerFound = false;
    executor.beginDelivery();
    try {
      replied.reply(object, LOCAL);
    } finally {
      executor.endDelivery();
    }
    return consumerFound;
  }

  /** Called while an object is sent. */
  void consumerFound() {
    consumerFound = true;
  }

  /** A message was delivered. Called where that is, and concerns only the reader's thread. */
  void delivered(BusMessage<T> message) {
    if (inPlace) {
      unused = message;
    }
  }

  private BusMessage<T> message() {
    var message = unused;
    unused = null;
    return message != null ? message : new BusMessage<>(bus, address, this);
  }

  /**
   * A message whose replies are the given objects: the bus accepts a ready-made message only as the
   * reply to another. One that it makes itself is copied for its consumer.
   */
  private final class Replied extends MessageImpl<Void, Void> {

    Replied(EventBusImpl bus, String address) {
      super(bus);
      replyAddress = address;
    }

    @Override
    @SuppressWarnings("unchecked")
    protected MessageImpl<?, ?> createReply(Object object, DeliveryOptions options) {
      return message().wrap((T) object);
    }
  }
}
