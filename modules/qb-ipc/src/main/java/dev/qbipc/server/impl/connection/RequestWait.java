package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.RingViolationException;
import dev.qbipc.server.impl.reader.Turn;

/**
 * How a connection's next requests are waited for: on the semaphore that counts them, once the
 * chunks and notification bytes of those that were taken are out of the way. Belongs to the
 * connection's reader thread.
 */
final class RequestWait {

  private final ServerConnection connection;
  private final ChunkReader chunks;
  private final NotificationBytes bytes;
  private final Turn turn;
  private final PendingFault faults;

  /**
   * @param turn knows what was taken
   */
  RequestWait(ServerConnection connection, ChunkReader chunks, NotificationBytes bytes, Turn turn) {
    this.connection = connection;
    this.chunks = chunks;
    this.bytes = bytes;
    this.turn = turn;
    this.faults = connection.reader().pendingFault();
  }

  /** Whether the client has posted a request. */
  boolean isPosted() {
    try {
      boolean posted = chunks.isPosted();
      faults.raise();
      return posted;
    } catch (InternalError e) {
      connection.violated(RequestReceiver.BROKEN, e);
      return false;
    }
  }

  /** Puts the ring in order for a sleep of the reader, and counts the reader in as a waiter. */
  void prepareToSleep() {
    takeBytes();
    try {
      chunks.setWaiting(true);
      faults.raise();
    } catch (InternalError e) {
      connection.violated(RequestReceiver.BROKEN, e);
    }
  }

  /** Gives read chunks back, and takes the notification bytes of the requests that were taken. */
  void takeBytes() {
    if (turn.requests() == 0) {
      return;
    }
    try {
      chunks.settle();
      faults.raise();
    } catch (InternalError | RingViolationException e) {
      connection.violated(RequestReceiver.BROKEN, e);
      return;
    }
    bytes.drain();
    turn.bytesTaken();
  }

  /** Whether the reader is counted in as a waiter. */
  boolean isWaiting() {
    return chunks.isWaiting();
  }

  /** Where the kernel finds the semaphore that counts requests. */
  long semaphore() {
    return chunks.semaphore();
  }
}
