package dev.qbipc.server.impl.accept;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.impl.connection.ConnectionRegistry;
import dev.qbipc.server.impl.limits.ConnectionQuota;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import dev.qbipc.server.impl.reader.RingReader;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the verticles that accept the clients of one service share: which clients are admitted, and
 * where they go. Any thread may call it.
 */
public final class AcceptContext {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptContext.class);

  private final QbServerOptions options;
  private final ConnectionRegistry registry;
  private final List<RingReader> readers;
  private final ProtectionCounters protection;
  private final RingSpace ringSpace;
  private volatile AcceptPolicy policy = AcceptPolicy.ACCEPT_ALL;

  public AcceptContext(
      QbServerOptions options,
      ConnectionRegistry registry,
      List<RingReader> readers,
      ProtectionCounters protection) {
    this.options = options;
    this.registry = registry;
    this.readers = readers;
    this.protection = protection;
    this.ringSpace = new RingSpace(options);
  }

  QbServerOptions options() {
    return options;
  }

  ConnectionRegistry registry() {
    return registry;
  }

  List<RingReader> readers() {
    return readers;
  }

  ProtectionCounters protection() {
    return protection;
  }

  ConnectionQuota quota() {
    return registry.quota();
  }

  RingSpace ringSpace() {
    return ringSpace;
  }

  boolean isClosing() {
    return quota().isClosed();
  }

  public void policy(AcceptPolicy policy) {
    this.policy = policy;
  }

  /** Whether a client that is accepted may begin its handshake. */
  boolean mayKnock(Credentials connector) {
    try {
      return policy.mayKnock(connector);
    } catch (RuntimeException e) {
      policyFailed(connector, e);
      return false;
    }
  }

  Admission admit(Credentials peer) {
    try {
      return Objects.requireNonNull(policy.admit(peer), "it returned null");
    } catch (RuntimeException e) {
      policyFailed(peer, e);
      return Admission.refuse(Errno.EACCES);
    }
  }

  private void policyFailed(Credentials peer, RuntimeException failure) {
    if (protection.count(Event.POLICY_FAILURE, peer.uid())) {
      LOG.error("the accept policy failed for {}; the client is refused", peer, failure);
    }
  }
}
