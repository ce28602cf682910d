package dev.qbipc.server.impl.accept;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.socket.CredentialedReceiver;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.server.impl.connection.ServiceContext;
import dev.qbipc.server.impl.connection.SetupSocket;
import dev.qbipc.server.impl.reader.RingReader;
import dev.qbipc.wire.SetupRequestDescriptor;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.HashSet;
import java.util.Set;

/**
 * Owns some clients' setup sockets on its event loop: their handshakes, and later their hang-up.
 *
 * <p>While a connection is served its notification bytes are the reader's to take. A reader that is
 * stuck in an operation takes none, and a client that sends on would be caught in its own send call
 * after 278 bytes (protocol, section 4); so this verticle looks from time to time whether the
 * readers move, and takes the bytes meanwhile if they do not.
 */
public final class SetupVerticle extends VerticleBase {

  private static final long LOOK_AT_READERS_MILLIS = 100;
  private static final int LOOKS_PER_SWEEP = 5;

  private final ServiceContext service;
  private final CredentialedReceiver receiver =
      new CredentialedReceiver(SetupRequestDescriptor.SIZE);
  private final Handshakes handshakes;
  private final Set<SetupSocket> sockets = new HashSet<>();
  private ReaderProgress[] readers;
  private int looks;

  public SetupVerticle(ServiceContext service) {
    this.service = service;
    handshakes = new Handshakes(service.vertx(), service.options());
  }

  @Override
  public Future<?> start() {
    readers = service.readers().stream().map(ReaderProgress::new).toArray(ReaderProgress[]::new);
    vertx.setPeriodic(LOOK_AT_READERS_MILLIS, timer -> lookAtReaders());
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
   * Begins the handshake of an accepted client. Any thread may call it.
   *
   * @param connector who has connected
   */
  void begin(UnixSocket client, Credentials connector) {
    handshakes.reserve();
    context.runOnContext(
        ignored -> {
          if (service.isClosing()) {
            client.close();
            handshakes.giveBack();
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

  public void add(SetupSocket socket) {
    sockets.add(socket);
  }

  public void remove(SetupSocket socket) {
    sockets.remove(socket);
  }

  private void lookAtReaders() {
    if (sockets.isEmpty()) {
      return;
    }
    for (var progress : readers) {
      progress.look();
    }
    boolean sweep = ++looks % LOOKS_PER_SWEEP == 0;
    for (SetupSocket socket : sockets) {
      socket.readerLookedAt(sweep);
    }
  }

  /** Whether the reader of a connection is stuck in an operation. */
  public boolean isStuck(RingReader reader) {
    return readers[reader.index()].isStuck();
  }

  /** What was last seen of a reader's progress. */
  private static final class ReaderProgress {

    private final RingReader reader;
    private long rounds;
    private boolean stuck;

    ReaderProgress(RingReader reader) {
      this.reader = reader;
    }

    void look() {
      long now = reader.rounds();
      stuck = now == rounds && !reader.isAsleep();
      rounds = now;
    }

    public boolean isStuck() {
      return stuck;
    }
  }
}
