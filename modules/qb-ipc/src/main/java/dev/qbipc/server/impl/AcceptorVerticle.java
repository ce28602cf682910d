package dev.qbipc.server.impl;

import dev.qbipc.os.SystemCallException;
import dev.qbipc.os.UnixSocket;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts clients on the listening socket and hands them to the setup verticles in turn (design,
 * step 1).
 */
final class AcceptorVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptorVerticle.class);
  private static final int MOST_PER_WAKE_UP = 64;
  private static final long PAUSE_WITHOUT_DESCRIPTORS_MILLIS = 100;

  private final ServiceContext service;
  private final UnixSocket listening;
  private final List<SetupVerticle> setups;
  private SocketWatch watch;
  private int next;
  private boolean complained;

  AcceptorVerticle(ServiceContext service, UnixSocket listening, List<SetupVerticle> setups) {
    this.service = service;
    this.listening = listening;
    this.setups = setups;
  }

  @Override
  public Future<?> start() {
    return SocketWatch.start((ContextInternal) context, listening.fd(), this::accept)
        .onSuccess(started -> watch = started);
  }

  @Override
  public Future<?> stop() {
    watch.stop();
    return Future.succeededFuture();
  }

  private void accept(boolean readable, boolean hungUp) {
    try {
      for (int i = 0; i < MOST_PER_WAKE_UP; i++) {
        UnixSocket client = listening.accept();
        if (client == null) {
          return;
        }
        complained = false;
        setups.get(next).begin(client);
        next = (next + 1) % setups.size();
      }
    } catch (SystemCallException e) {
      // Out of descriptors, mostly. The client stays in the kernel's queue; epoll would report it
      // again and again.
      service.count(ProtectionCounters.Event.ACCEPT_FAILURE);
      if (!complained) {
        LOG.error("cannot accept clients, trying again: {}", e.getMessage());
        complained = true;
      }
      watch.pause();
      vertx.setTimer(PAUSE_WITHOUT_DESCRIPTORS_MILLIS, timer -> watch.watchReading());
    }
  }
}
