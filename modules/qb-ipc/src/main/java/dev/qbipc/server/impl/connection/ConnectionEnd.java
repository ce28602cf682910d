package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.server.impl.limits.HeldMemory;
import io.vertx.core.Future;

/**
 * How a connection ends: at once for its client and its reader, and later, when the application is
 * done with it, for its rings and its files. The reader's thread calls all methods that do not say
 * otherwise.
 *
 * <p>jcstress has closed a connection by a hang-up, by the application and with its service, also
 * by two of them at once, while the reader took requests and an event and a late answer came from
 * another thread (ConnectionCloseStress): the rings were not touched after they were unmapped, it
 * was closed and each request counted once, the client had what was said to be written, and no file
 * was left.
 */
final class ConnectionEnd {

  private final ServerConnection connection;
  private final ConnectionRegistry registry;
  private final RingSet rings;
  private final SetupSocket setup;
  private final HeldMemory.Share memory;
  private final PayloadArrays arrays;
  private final PendingFault faults;
  private boolean isClosed;
  private boolean isDestroyed;
  private volatile boolean hungUp;

  ConnectionEnd(
      ServerConnection connection,
      ConnectionRegistry registry,
      RingSet rings,
      SetupSocket setup,
      HeldMemory.Share memory,
      PayloadArrays arrays) {
    this.connection = connection;
    this.registry = registry;
    this.rings = rings;
    this.setup = setup;
    this.memory = memory;
    this.arrays = arrays;
    this.faults = connection.reader().pendingFault();
  }

  boolean isClosed() {
    return isClosed;
  }

  /**
   * Says that the client is gone, ahead of {@link #close()}: no more requests are taken from its
   * ring, nor begun by operations on other threads. Any thread may call it.
   */
  void noteHangUp() {
    hungUp = true;
  }

  /** Whether the client is gone, or the connection ended otherwise. Any thread may call it. */
  boolean hasHungUp() {
    return hungUp;
  }

  // ---- why -----------------------------------------------------------------------------------

  /** Closes because the client broke the protocol. */
  void violated(String how, Throwable cause) {
    if (!isClosed) {
      faults.drop();
      connection.reports().violated(how, cause);
      close();
    }
  }

  /** Closes because of a failure of our own that only this connection has to bear. */
  void cannotBeServed(String why, Throwable cause) {
    if (!isClosed) {
      faults.drop();
      connection.reports().cannotBeServed(why, cause);
      close();
    }
  }

  /** Closes because the client has been silent for too long. */
  void evict(long millis) {
    connection.reports().silent(millis);
    close();
  }

  // ---- how -----------------------------------------------------------------------------------

  void close() {
    if (isClosed) {
      return;
    }
    // A fault would leave the connection half ended: none waits, and nothing touches a mapping.
    faults.drop();
    isClosed = true;
    hungUp = true;
    connection.counters().end();
    rings.release();
    connection.reader().remove(connection.client());
    registry.ended(connection);
    setup.close();
    connection.answers().abandon();
    arrays.close();
    memory.close();
    // Never in place: the caller that closed it may still be inside a method that touches the
    // rings.
    closeApplication().onComplete(ignored -> waitNoMore());
  }

  private Future<?> closeApplication() {
    try {
      return connection.face().callCloseHandler();
    } catch (RuntimeException e) {
      connection.reports().handlerFailed("close", e);
      return Future.succeededFuture();
    }
  }

  /** Does not wait for the application any more, which is done or had its time. Any thread. */
  void waitNoMore() {
    connection.face().runOnReader(this::destroy);
  }

  private void destroy() {
    if (isDestroyed) {
      return;
    }
    isDestroyed = true;
    registry.released(connection);
    rings.unmap();
    var peer = connection.peer();
    setup
        .closed()
        .compose(ignored -> registry.removeFiles(rings, peer))
        .onComplete(
            ignored -> {
              // First: with the last place, the reader ends that may have to be told of it.
              connection.face().complete();
              long bytes = SharedMemory.bytesOf(rings.maxMessageSize());
              registry.quota().release(peer.uid(), bytes);
            });
  }
}
