package dev.qbipc.server.impl.accept;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.ring.RingOwner;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.server.impl.connection.RingSet;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import dev.qbipc.wire.SetupResponseDescriptor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a client whose request has come: it is refused with an errno, or gets its rings
 * and is served (protocol, sections 1.4 to 1.6). On its setup verticle's event loop throughout.
 */
final class ConnectionRequest {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionRequest.class);

  private final AcceptContext service;
  private final SetupVerticle verticle;
  private final Handshake handshake;
  private final Credentials peer;
  private final QbServerOptions options;

  /** Of shared memory, for its rings. */
  private long bytes;

  /**
   * @param peer who has sent the request
   */
  ConnectionRequest(
      AcceptContext service, SetupVerticle verticle, Handshake handshake, Credentials peer) {
    this.service = service;
    this.verticle = verticle;
    this.handshake = handshake;
    this.peer = peer;
    this.options = service.options();
  }

  /**
   * Refuses the client, or begins to make its rings.
   *
   * @param size of the messages that it asks for, in bytes
   */
  void decide(long size) {
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
    var limits = options.getConnectionLimits();
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
    RingSpace.Maker maker =
        () -> RingSet.create(options.getService(), peer, handshake.fd(), maxMessageSize, owner);
    verticle.handshakes().creating(handshake);
    verticle
        .context()
        .executeBlocking(() -> service.ringSpace().make(peer.uid(), bytes, maker), false)
        .onComplete(created -> verticle.handshakes().created(handshake))
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
                + options.getConnectionLimits().getSharedMemoryReservePercent()
                + " % of shared memory are not for it");
  }

  private void ringsFailed(Throwable cause) {
    service.quota().release(peer.uid(), bytes);
    int errno = cause instanceof SystemCallException e ? e.errno() : Errno.ENOMEM;
    refuse(Event.REFUSED_BY_FAILURE, errno, cause::getMessage);
  }

  private void serve(Admission admission, RingSet rings) {
    if (handshake.hasEnded()) {
      abandon(rings);
      return;
    }
    var connection = service.registry().add(peer, admission, rings, handshake.handOver());
    if (handshake.send(rings.grant())) {
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
    if (!handshake.hasEnded()) {
      handshake.send(SetupResponseDescriptor.refuse(errno));
      handshake.drop();
    }
  }
}
