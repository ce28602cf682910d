package dev.qbipc.server.impl.accept;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.event.SocketWatch;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.ring.RingOwner;
import dev.qbipc.server.Admission;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.server.impl.connection.RingSet;
import dev.qbipc.server.impl.connection.SetupSocket;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import dev.qbipc.wire.MessageIds;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's way from accepted to served or refused (protocol, sections 1.3 to 1.6). On its setup
 * verticle's event loop throughout.
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

  /** Of shared memory, for its rings. */
  private long bytes;

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
      decide();
    }
  }

  private void decide() {
    watch.watchHangUp();
    // From here on it is the server that the client waits for.
    verticle.context().owner().cancelTimer(deadline);
    if (SetupRequestDescriptor.id(request) != MessageIds.AUTHENTICATE) {
      int id = SetupRequestDescriptor.id(request);
      violated("its first message has id " + id + ", not a connection request");
      return;
    }
    var options = service.options();
    long size = SetupRequestDescriptor.maxMessageSize(request);
    long granted = Math.max(size, options.getMinMessageSize());
    if (granted > options.getMaxMessageSize()) {
      refuse(
          Event.REFUSED_BY_MESSAGE_SIZE,
          Errno.EMSGSIZE,
          () ->
              "it asks for messages of "
                  + size
                  + " bytes, the limit is "
                  + options.getMaxMessageSize());
      return;
    }
    Admission admission = service.admit(peer);
    if (!admission.isAccepted()) {
      refuse(Event.REFUSED_BY_POLICY, admission.errno(), () -> Errno.text(admission.errno()));
      return;
    }
    takePlace(admission, (int) granted);
  }

  private void takePlace(Admission admission, int maxMessageSize) {
    var limits = service.options().getConnectionLimits();
    bytes = SharedMemory.bytesOf(maxMessageSize);
    long total = SharedMemory.now().totalBytes();
    switch (service.quota().take(peer.uid(), bytes, total)) {
      case TAKEN -> createRings(admission, maxMessageSize);
      case CLOSED ->
          refuse(Event.REFUSED_BY_CONNECTIONS, Errno.EAGAIN, () -> "the service is closing");
      case LIMIT_REACHED ->
          refuse(
              Event.REFUSED_BY_CONNECTIONS,
              Errno.EAGAIN,
              () -> "of " + limits.getMaxConnections() + " connections none is free for it");
      case UID_LIMIT_REACHED ->
          refuse(
              Event.REFUSED_BY_UID,
              Errno.EDQUOT,
              () -> limits.getMaxConnectionsPerUid() + " connections of its uid are open");
      case UID_MEMORY_LIMIT_REACHED ->
          refuse(
              Event.REFUSED_BY_SHARED_MEMORY,
              Errno.ENOSPC,
              () ->
                  bytes
                      + " bytes of shared memory are too much beside what its uid has: the limit is "
                      + service.quota().maxBytesOfUid(total));
    }
  }

  private void createRings(Admission admission, int maxMessageSize) {
    var owner =
        new RingOwner(admission.uidOr(peer.uid()), admission.gidOr(peer.gid()), admission.mode());
    verticle.handshakes().creating(this);
    verticle
        .context()
        .executeBlocking(
            () ->
                service
                    .ringSpace()
                    .make(
                        peer.uid(),
                        bytes,
                        () ->
                            RingSet.create(
                                service.options().getService(),
                                peer,
                                socket.fd(),
                                maxMessageSize,
                                owner)),
            false)
        .onComplete(created -> verticle.handshakes().created(this))
        .onSuccess(
            rings -> rings.ifPresentOrElse(made -> serve(admission, made), this::onlyReserveLeft))
        .onFailure(this::ringsFailed);
  }

  private void onlyReserveLeft() {
    service.quota().release(peer.uid(), bytes);
    refuse(
        Event.REFUSED_BY_SHARED_MEMORY,
        Errno.ENOSPC,
        () ->
            "the last "
                + service.options().getConnectionLimits().getSharedMemoryReservePercent()
                + " % of shared memory are not for it");
  }

  private void ringsFailed(Throwable cause) {
    service.quota().release(peer.uid(), bytes);
    int errno = cause instanceof SystemCallException e ? e.errno() : Errno.ENOMEM;
    refuse(Event.REFUSED_BY_FAILURE, errno, cause::getMessage);
  }

  private void serve(Admission admission, RingSet rings) {
    if (ended) {
      abandon(rings);
      return;
    }
    try {
      socket.passCredentials(false);
    } catch (SystemCallException e) {
      LOG.debug("{}", e.getMessage());
    }
    end();
    var setup = new SetupSocket(verticle.served(), socket, watch);
    var connection = service.registry().add(peer, admission, rings, setup);
    // Clients up to 2.0.6 need the whole answer at once, so it leaves in one call or not at all.
    if (socket.send(rings.grant()) == SetupResponseDescriptor.SIZE) {
      service.registry().begin(connection);
    } else {
      if (service.protection().count(Event.HANDSHAKE_ABANDONED, peer.uid())) {
        LOG.info("a client ({}) went away before it had its answer", peer);
      }
      connection.face().disconnect();
    }
  }

  private void abandon(RingSet rings) {
    rings.unmap();
    service
        .registry()
        .removeFiles(rings, peer)
        .onComplete(ignored -> service.quota().release(peer.uid(), bytes));
  }

  private void refuse(Event event, int errno, Supplier<String> why) {
    if (service.protection().count(event, peer.uid())) {
      LOG.atLevel(event.level()).log("refused a client ({}): {}", peer, why.get());
    }
    if (!ended) {
      socket.send(SetupResponseDescriptor.refuse(errno));
      drop();
    }
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
