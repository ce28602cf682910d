package dev.qbipc.server.impl.accept;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.event.SocketWatch;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.server.impl.connection.SetupSocket;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import dev.qbipc.wire.MessageIds;
import dev.qbipc.wire.SetupRequestDescriptor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's way from accepted to its whole request (protocol, section 1.3), and its socket until
 * it is answered. On its setup verticle's event loop throughout.
 */
public final class Handshake implements SocketWatch.Handler {

  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

  private final AcceptContext service;
  private final SetupVerticle verticle;
  private final UnixSocket socket;
  private final Credentials connector;
  private final long acceptedAt = System.nanoTime();
  private final byte[] request = new byte[SetupRequestDescriptor.SIZE];
  private int received;

  /** Who sent the request; null before it has come. */
  private Credentials peer;

  private SocketWatch watch;
  private long deadline;
  private boolean ended;

  Handshake(
      AcceptContext service, SetupVerticle verticle, UnixSocket socket, Credentials connector) {
    this.service = service;
    this.verticle = verticle;
    this.socket = socket;
    this.connector = connector;
  }

  /** The user whose place it takes: the one who connected, since nothing has been sent yet. */
  int uid() {
    return connector.uid();
  }

  /** How long ago the client was accepted. */
  long ageNanos() {
    return System.nanoTime() - acceptedAt;
  }

  void begin() {
    var vertx = verticle.context().owner();
    long timeout = service.options().getHandshakeOptions().getTimeout().toMillis();
    deadline = vertx.setTimer(timeout, timer -> timedOut());
    SocketWatch.start(verticle.context(), socket.fd(), this)
        .onSuccess(this::started)
        .onFailure(this::notWatched);
  }

  private void notWatched(Throwable cause) {
    failed(cause);
    socket.close();
  }

  private void started(SocketWatch started) {
    watch = started;
    if (ended) {
      // Dropped before it was watched.
      watch.stop();
      socket.close();
    }
  }

  @Override
  public void ready(boolean readable, boolean hungUp) {
    if (ended) {
      return;
    }
    if (hungUp) {
      // As libqb: after a hang-up nothing is read any more, even if the request is there.
      drop();
      return;
    }
    if (received == request.length) {
      // What comes after the request are notification bytes already; they wait for the reader.
      watch.watchHangUp();
      return;
    }
    receive();
  }

  private void receive() {
    int count = verticle.receiver().receive(socket, request, received, request.length - received);
    if (count == -Errno.EAGAIN) {
      return;
    }
    if (count <= 0) {
      drop();
      return;
    }
    if (verticle.receiver().credentials() == null) {
      violated("the kernel does not say who it is");
      return;
    }
    received += count;
    peer = verticle.receiver().credentials();
    if (received == request.length) {
      requested();
    }
  }

  private void requested() {
    watch.watchHangUp();
    // From here on it is the server that the client waits for.
    verticle.context().owner().cancelTimer(deadline);
    int id = SetupRequestDescriptor.id(request);
    if (id != MessageIds.AUTHENTICATE) {
      violated("its first message has id " + id + ", not a connection request");
      return;
    }
    var asked = new ConnectionRequest(service, verticle, this, peer);
    asked.decide(SetupRequestDescriptor.maxMessageSize(request));
  }

  /** Whether the client is gone, or dropped. */
  boolean hasEnded() {
    return ended;
  }

  /** The descriptor of the client's socket. */
  int fd() {
    return socket.fd();
  }

  /** Ends it with success: the socket belongs to a connection from now on. */
  SetupSocket handOver() {
    try {
      socket.passCredentials(false);
    } catch (SystemCallException e) {
      LOG.debug("{}", e.getMessage());
    }
    end();
    return new SetupSocket(verticle.served(), socket, watch);
  }

  /**
   * Sends an answer in one call, since clients up to 2.0.6 need all of it at once.
   *
   * @return whether it has left
   */
  boolean send(byte[] answer) {
    return socket.send(answer) == answer.length;
  }

  private void drop(Event event, Supplier<String> why) {
    if (service.protection().count(event, who().uid())) {
      LOG.atLevel(event.level()).log("dropped a client ({}): {}", who(), why.get());
    }
    drop();
  }

  private void violated(String how) {
    drop(Event.HANDSHAKE_VIOLATION, () -> how);
  }

  private void timedOut() {
    if (!ended) {
      long millis = service.options().getHandshakeOptions().getTimeout().toMillis();
      drop(Event.HANDSHAKE_TIMEOUT, () -> "its handshake took longer than " + millis + " ms");
    }
  }

  /** Evicts the client in favour of newer ones, unless its request has come by now. */
  void evict() {
    if (!ended && watch != null) {
      receive();
    }
    if (!ended && received < request.length) {
      long millis = TimeUnit.NANOSECONDS.toMillis(ageNanos());
      drop(
          Event.HANDSHAKE_EVICTED,
          () -> "it has sent no request in " + millis + " ms, and others wait");
    }
  }

  @Override
  public void failed(Throwable cause) {
    if (service.protection().permitsLine(Event.HANDSHAKE_FAILURE, who().uid())) {
      LOG.error("the handshake of a client ({}) failed", who(), cause);
    }
    drop();
  }

  /** The client for the log, also before it has sent anything. */
  private Credentials who() {
    return peer != null ? peer : connector;
  }

  /** Closes the socket without another word. */
  void drop() {
    if (ended) {
      return;
    }
    end();
    if (watch != null) {
      watch.stop();
      socket.close();
    }
  }

  private void end() {
    ended = true;
    verticle.context().owner().cancelTimer(deadline);
    verticle.handshakes().ended(this);
  }
}
