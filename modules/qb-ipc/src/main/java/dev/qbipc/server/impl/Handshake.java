package dev.qbipc.server.impl;

import dev.qbipc.Credentials;
import dev.qbipc.Errno;
import dev.qbipc.os.SystemCallException;
import dev.qbipc.os.UnixSocket;
import dev.qbipc.ring.RingOwner;
import dev.qbipc.server.Admission;
import dev.qbipc.server.impl.ProtectionCounters.Event;
import dev.qbipc.wire.MessageIds;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's way from accepted to served or refused (sections 1.3 to 1.6). On its setup
 * verticle's event loop throughout.
 */
final class Handshake implements SocketWatch.Handler {

  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

  private final ServiceContext service;
  private final SetupVerticle verticle;
  private final UnixSocket socket;
  private final long acceptedAt = System.nanoTime();
  private final byte[] request = new byte[SetupRequestDescriptor.SIZE];
  private int received;
  private Credentials peer;
  private SocketWatch watch;
  private long deadline;
  private boolean ended;

  Handshake(ServiceContext service, SetupVerticle verticle, UnixSocket socket) {
    this.service = service;
    this.verticle = verticle;
    this.socket = socket;
  }

  /** How long ago the client was accepted. */
  long ageNanos() {
    return System.nanoTime() - acceptedAt;
  }

  void begin() {
    var vertx = verticle.context().owner();
    long timeout = service.options().getHandshakeTimeout().toMillis();
    deadline = vertx.setTimer(timeout, timer -> timedOut());
    SocketWatch.start(verticle.context(), socket.fd(), this)
        .onSuccess(this::started)
        .onFailure(cause -> drop());
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
      // As libqb: whoever hangs up is not read any more, even if the request is there.
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
      LOG.info(
          "refused a client ({}): it asks for messages of {} bytes, the limit is {}",
          peer,
          size,
          options.getMaxMessageSize());
      refuse(Event.REFUSED_BY_MESSAGE_SIZE, Errno.EMSGSIZE);
      return;
    }
    Admission admission = service.admit(peer);
    if (!admission.isAccepted()) {
      LOG.info("refused a client ({}): {}", peer, Errno.text(admission.errno()));
      refuse(Event.REFUSED_BY_POLICY, admission.errno());
      return;
    }
    switch (service.places().take(peer.uid())) {
      case TAKEN -> createRings(admission, (int) granted);
      case CLOSED -> {
        LOG.info("refused a client ({}): the service is closing", peer);
        refuse(Event.REFUSED_BY_CONNECTIONS, Errno.EAGAIN);
      }
      case NONE_FREE -> {
        LOG.info(
            "refused a client ({}): {} connections are open", peer, options.getMaxConnections());
        refuse(Event.REFUSED_BY_CONNECTIONS, Errno.EAGAIN);
      }
      case NONE_FREE_FOR_UID -> {
        LOG.info(
            "refused a client ({}): {} connections of its uid are open",
            peer,
            options.getMaxConnectionsPerUid());
        refuse(Event.REFUSED_BY_UID, Errno.EDQUOT);
      }
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
                RingSet.create(
                    service.options().getService(), peer, socket.fd(), maxMessageSize, owner),
            false)
        .onComplete(created -> verticle.handshakes().created(this))
        .onSuccess(rings -> serve(admission, rings))
        .onFailure(this::ringsFailed);
  }

  private void ringsFailed(Throwable cause) {
    service.places().giveBack(peer.uid());
    int errno = cause instanceof SystemCallException e ? e.errno() : Errno.ENOMEM;
    LOG.error("cannot serve a client ({}): {}", peer, cause.getMessage());
    refuse(Event.REFUSED_BY_FAILURE, errno);
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
    var setup = new SetupSocket(verticle, socket, watch);
    var connection = service.add(peer, admission.isReadOnly(), rings, setup);
    // Clients up to 2.0.6 need the whole answer at once, so it leaves in one call or not at all.
    if (socket.send(rings.grant()) == SetupResponseDescriptor.SIZE) {
      service.begin(connection);
    } else {
      LOG.info("a client ({}) went away before it had its answer", peer);
      connection.disconnect();
    }
  }

  private void abandon(RingSet rings) {
    rings.unmap();
    service.removeFiles(rings).onComplete(ignored -> service.places().giveBack(peer.uid()));
  }

  private void refuse(Event event, int errno) {
    service.count(event);
    if (!ended) {
      socket.send(SetupResponseDescriptor.refuse(errno));
      drop();
    }
  }

  private void violated(String how) {
    LOG.warn("dropped a client ({}): {}", connector(), how);
    service.count(Event.HANDSHAKE_VIOLATION);
    drop();
  }

  private void timedOut() {
    if (!ended) {
      LOG.info(
          "dropped a client ({}): its handshake took longer than {} ms",
          connector(),
          service.options().getHandshakeTimeout().toMillis());
      service.count(Event.HANDSHAKE_TIMEOUT);
      drop();
    }
  }

  /** Makes room for newer clients: sends the request at last, or is dropped. */
  void makeRoom() {
    if (!ended && watch != null) {
      receive();
    }
    if (!ended && received < request.length) {
      LOG.info(
          "dropped a client ({}): it has sent no request in {} ms, and others wait",
          connector(),
          TimeUnit.NANOSECONDS.toMillis(ageNanos()));
      service.count(Event.HANDSHAKE_CROWDED_OUT);
      drop();
    }
  }

  @Override
  public void failed(Throwable cause) {
    LOG.error("the handshake of a client ({}) failed", connector(), cause);
    drop();
  }

  /** Who it is for the log, also before it has said anything. */
  private String connector() {
    try {
      return String.valueOf(peer != null ? peer : socket.connector());
    } catch (SystemCallException e) {
      return "unknown";
    }
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
