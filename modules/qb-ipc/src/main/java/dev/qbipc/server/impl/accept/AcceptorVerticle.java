package dev.qbipc.server.impl.accept;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.event.SocketWatch;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.server.impl.limits.LogLimit;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.wire.SetupResponseDescriptor;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts clients on the listening socket and hands them to the setup verticles in turn (design,
 * section 2.1). While none of these has room for a handshake, clients wait in the kernel's queue.
 */
public final class AcceptorVerticle extends VerticleBase
    implements SocketWatch.Handler, Handshakes.Waiter {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptorVerticle.class);
  private static final int MAX_PER_WAKE_UP = 64;
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 100;

  private final AcceptContext service;
  private final UnixSocket listening;
  private final List<SetupVerticle> setups;
  private SocketWatch watch;
  private int next;
  private volatile boolean waiting;

  public AcceptorVerticle(AcceptContext service, UnixSocket listening, List<SetupVerticle> setups) {
    this.service = service;
    this.listening = listening;
    this.setups = setups;
  }

  @Override
  public Future<?> start() {
    return SocketWatch.start((ContextInternal) context, listening.fd(), this)
        .onSuccess(started -> watch = started);
  }

  @Override
  public Future<?> stop() {
    waiting = false;
    watch.stop();
    return Future.succeededFuture();
  }

  @Override
  public void ready(boolean readable, boolean hungUp) {
    try {
      for (int i = 0; i < MAX_PER_WAKE_UP; i++) {
        SetupVerticle setup = nextWithRoom();
        if (setup == null) {
          if (i == 0) {
            awaitRoom();
          }
          // Otherwise perhaps no other client waits. If one does, epoll says so.
          return;
        }
        UnixSocket client = listening.accept();
        if (client == null) {
          return;
        }
        letIn(client, setup);
      }
    } catch (SystemCallException e) {
      // Out of descriptors, mostly. The client stays in the kernel's queue; epoll would report it
      // again and again.
      failed(e);
    }
  }

  private void letIn(UnixSocket client, SetupVerticle setup) throws SystemCallException {
    Credentials connector;
    try {
      connector = client.connector();
    } catch (SystemCallException e) {
      client.close();
      throw e;
    }
    if (service.mayKnock(connector)) {
      setup.begin(client, connector);
    } else {
      turnAway(client, connector);
    }
  }

  /** What the client has sent is not waited for. It finds the answer when it has sent all. */
  private void turnAway(UnixSocket client, Credentials connector) {
    if (service.protection().count(ProtectionCounters.Event.REFUSED_BY_POLICY, connector.uid())) {
      LOG.info("turned a client away ({}): {}", connector, Errno.text(Errno.EPERM));
    }
    client.send(SetupResponseDescriptor.refuse(Errno.EPERM));
    client.close();
  }

  private SetupVerticle nextWithRoom() {
    for (int tried = 0; tried < setups.size(); tried++) {
      SetupVerticle setup = setups.get(next);
      next = (next + 1) % setups.size();
      if (setup.hasRoom()) {
        return setup;
      }
    }
    return null;
  }

  private void awaitRoom() {
    waiting = true;
    watch.pause();
    setups.forEach(setup -> setup.makeRoomFor(this));
  }

  @Override
  public boolean isWaiting() {
    return waiting;
  }

  @Override
  public void roomAgain() {
    context.runOnContext(
        ignored -> {
          if (waiting) {
            waiting = false;
            watch.watchReading();
          }
        });
  }

  /** Tries again after a moment, whatever it was. */
  @Override
  public void failed(Throwable cause) {
    watch.pause();
    vertx.setTimer(PAUSE_AFTER_FAILURE_MILLIS, timer -> watch.watchReading());
    if (!service.protection().count(ProtectionCounters.Event.ACCEPT_FAILURE, LogLimit.ANY_USER)) {
      return;
    }
    if (cause instanceof SystemCallException) {
      LOG.error("cannot accept clients, trying again: {}", cause.getMessage());
    } else {
      LOG.error("cannot accept clients, trying again", cause);
    }
  }
}
