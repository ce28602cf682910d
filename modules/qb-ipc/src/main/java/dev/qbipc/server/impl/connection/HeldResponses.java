package dev.qbipc.server.impl.connection;

import dev.qbipc.server.impl.limits.HeldMemory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;

/**
 * Responses that can not be written yet, in their order, within the bounds for what is held for a
 * client and for its user. Belongs to the connection's reader thread.
 */
final class HeldResponses {

  private static final byte[] NOTHING = {};

  private final ServerConnection connection;
  private final HeldMemory.Share memory;
  private final int maxBytes;
  private final ArrayDeque<Response> responses = new ArrayDeque<>();
  private long bytes;

  /**
   * A response as it will be written.
   *
   * @param source holds the payload; not copied, since its giver leaves it alone until then
   * @param written completed when it is in the ring
   */
  record Response(int id, int error, byte[] source, int offset, int length, Promise<Void> written) {

    /** Bytes of heap that it holds, however few of them are sent. */
    private int held() {
      return length == 0 ? 0 : source.length;
    }
  }

  /**
   * @param memory what is held for the client's user
   * @param maxBytes of payload that are held at once, but for last responses
   */
  HeldResponses(ServerConnection connection, HeldMemory.Share memory, int maxBytes) {
    this.connection = connection;
    this.memory = memory;
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return responses.isEmpty();
  }

  /** The one that is to be written first; null if there is none. */
  Response first() {
    return responses.peek();
  }

  /**
   * Holds a response, unless too much is held already: then the client gets ENOBUFS in place of a
   * last response, which it waits for.
   *
   * @param last whether it is the last one of its request, which it has in any case: how many there
   *     can be, the requests in flight bound
   * @return completes when it is written; fails with ENOBUFS if it is not held
   */
  Future<Void> hold(int id, int error, byte[] source, int offset, int length, boolean last) {
    if (!last && bytes + length > maxBytes) {
      return Future.failedFuture(ResponseErrors.noBuffers(connection));
    }
    var response = new Response(id, error, source, offset, length, connection.face().promise());
    if (response.held() > 0 && !memory.take(response.held())) {
      connection.reports().notHeld(length);
      if (last) {
        add(new Response(id, ResponseErrors.NO_BUFFERS, NOTHING, 0, 0, Promise.promise()));
      }
      return Future.failedFuture(ResponseErrors.noBuffers(connection));
    }
    add(response);
    return response.written().future();
  }

  private void add(Response response) {
    responses.add(response);
    bytes += response.length;
  }

  private Response remove() {
    var response = responses.remove();
    bytes -= response.length;
    return response;
  }

  /** Removes the first one, which is written. */
  void firstWritten() {
    release().written().complete();
  }

  private Response release() {
    var response = remove();
    if (response.held() > 0) {
      memory.release(response.held());
    }
    return response;
  }

  /** Moves all behind those that are held elsewhere for the same client. */
  void moveTo(HeldResponses others) {
    while (!isEmpty()) {
      others.add(remove());
    }
  }

  /** Fails all: the connection has ended. */
  void abandon() {
    while (!isEmpty()) {
      release().written().fail(ResponseErrors.notConnected(connection));
    }
  }
}
