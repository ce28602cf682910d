package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.FutexSet;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.RingViolationException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's open connection (section 7; libqb {@code ipcc.c}). Belongs to the client's thread,
 * except {@link #interrupt()}.
 *
 * <p>The server can truncate the rings' files at any time, which shows as an InternalError wherever
 * their memory is touched. Every call passes through {@link #guarded}, which ends the connection
 * then.
 */
final class Connection {

  /** How long a sleep on a ring goes without a look at the setup socket, as in libqb. */
  private static final long LIVENESS_NANOS = 2_000_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final String service;
  private final Grant grant;
  private final SetupSocket socket;
  private final ConnectionRings rings;
  private final ChunkWait chunkWait = new ChunkWait(FutexSet.isAvailable());
  private int flowControlLimit;
  private boolean closed;

  private Connection(
      QbClientOptions options, Grant grant, SetupSocket socket, ConnectionRings rings) {
    this.service = options.getService();
    this.flowControlLimit = options.getFlowControlLimit();
    this.grant = grant;
    this.socket = socket;
    this.rings = rings;
  }

  /** Connects, and waits for the server to answer. */
  static Connection open(QbClientOptions options) {
    var socket = SetupSocket.connect(options);
    try {
      var deadline = Deadline.ofTimeout(options.getConnectTimeout());
      var grant = socket.handshake(options.getMaxMessageSize(), deadline);
      return new Connection(options, grant, socket, ConnectionRings.open(grant));
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** What the server granted. */
  Grant grant() {
    return grant;
  }

  void flowControlLimit(int limit) {
    flowControlLimit = limit;
  }

  /** Sends a request, which is complete with its header. */
  void send(byte[] message) {
    guarded(
        () -> {
          if (message.length > grant.maxMessageSize()) {
            throw failure(
                Errno.EMSGSIZE, "a request of " + message.length + " bytes is larger than granted");
          }
          rings.write(message, flowControlLimit);
          socket.notifyServer();
          return null;
        });
  }

  /** Takes the next response. */
  QbMessage receive(Deadline deadline) {
    return guarded(
        () -> {
          awaitChunk(rings.responses(), deadline);
          return take(rings.responses());
        });
  }

  /** Takes the next event: its byte says that there is one. */
  QbMessage receiveEvent(Deadline deadline) {
    return guarded(
        () -> {
          if (!socket.awaitNotification(deadline)) {
            throw failure(Errno.EAGAIN, "no event");
          }
          awaitChunk(rings.events(), deadline);
          socket.takeNotification();
          return take(rings.events());
        });
  }

  private void awaitChunk(MessageReader reader, Deadline deadline) {
    var chunks = reader.chunks();
    while (!chunkWait.await(chunks, deadline.remaining(LIVENESS_NANOS))) {
      // What the server wrote before it hung up still counts.
      if (socket.isHungUp() && !chunks.isPosted()) {
        throw socket.hangUpFailure();
      }
      if (deadline.remaining() == 0 && !chunks.isPosted()) {
        throw failure(Errno.ETIMEDOUT, "no message in time");
      }
    }
  }

  private QbMessage take(MessageReader reader) {
    int length = reader.length();
    if (length == MessageReader.BROKEN) {
      LOG.warn("service {} ({}) broke a ring; connection closed", service, grant.server());
      close();
      throw failure(Errno.EBADMSG, "the server broke a ring");
    }
    return reader.take(length);
  }

  /** Whether the server is there. */
  boolean isConnected() {
    return !closed && !socket.isHungUp();
  }

  private <T> T guarded(Supplier<T> call) {
    if (closed) {
      throw failure(Errno.ENOTCONN, "connection closed");
    }
    try {
      return raisingFaults(call);
    } catch (RingViolationException | InternalError e) {
      LOG.warn("service {} ({}) broke a ring; connection closed", service, grant.server(), e);
      close();
      throw new QbException(Errno.ENOTCONN, "service " + service + " broke a ring", e);
    }
  }

  private static <T> T raisingFaults(Supplier<T> call) {
    try {
      return call.get();
    } finally {
      PendingFault.raise();
    }
  }

  private QbException failure(int errno, String what) {
    return new QbException(errno, "service " + service + ": " + what);
  }

  /** Ends what the client's thread waits for, and the conversation. Any thread may call it. */
  void interrupt() {
    socket.shutDown();
    chunkWait.interrupt();
  }

  /** Gives everything back; a second call does nothing. */
  void close() {
    if (!closed) {
      closed = true;
      socket.close();
      rings.close(socket.wasHungUp());
    }
  }
}
