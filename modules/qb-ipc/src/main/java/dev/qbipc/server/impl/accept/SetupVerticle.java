package dev.qbipc.server.impl.accept;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.socket.CredentialedReceiver;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.server.impl.connection.ServedSockets;
import dev.qbipc.wire.SetupRequestDescriptor;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;

/**
 * Owns some clients' setup sockets on its event loop: their handshakes, and later their hang-up.
 */
public final class SetupVerticle extends VerticleBase {

  private final AcceptContext service;
  private final CredentialedReceiver receiver =
      new CredentialedReceiver(SetupRequestDescriptor.SIZE);
  private Handshakes handshakes;
  private ServedSockets served;

  public SetupVerticle(AcceptContext service) {
    this.service = service;
  }

  @Override
  public Future<?> start() {
    handshakes = new Handshakes(vertx, service.options().getHandshakeOptions());
    served = new ServedSockets(vertx, context, service.readers());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    handshakes.dropAll();
    return Future.succeededFuture();
  }

  public ContextInternal context() {
    return (ContextInternal) context;
  }

  /** Whether another handshake may begin here. Any thread may call it. */
  boolean hasRoom() {
    return handshakes.haveRoom();
  }

  /** Sees to it that there will be room, and says so. Any thread may call it. */
  void makeRoomFor(Handshakes.Waiter waiter) {
    context.runOnContext(ignored -> handshakes.awaitedBy(waiter));
  }

  /**
   * Starts the handshake of an accepted client. Any thread may call it.
   *
   * @param connector the process that connected
   */
  void begin(UnixSocket client, Credentials connector) {
    handshakes.reserve();
    context.runOnContext(
        ignored -> {
          if (service.isClosing()) {
            client.close();
            handshakes.release();
            return;
          }
          var handshake = new Handshake(service, this, client, connector);
          handshakes.add(handshake);
          handshake.begin();
        });
  }

  CredentialedReceiver receiver() {
    return receiver;
  }

  Handshakes handshakes() {
    return handshakes;
  }

  /** The sockets of the clients that are served. */
  public ServedSockets served() {
    return served;
  }
}
