package dev.qbipc.server.impl.connection;

import io.vertx.core.Promise;
import java.util.ArrayDeque;

/** Responses that can not be written yet, in their order. */
public final class HeldResponses {

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
    int held() {
      return length == 0 ? 0 : source.length;
    }
  }

  void add(Response response) {
    responses.add(response);
    bytes += response.length;
  }

  Response first() {
    return responses.peek();
  }

  Response removeFirst() {
    var response = responses.remove();
    bytes -= response.length;
    return response;
  }

  boolean isEmpty() {
    return responses.isEmpty();
  }

  /** Bytes of payload that are held. */
  long bytes() {
    return bytes;
  }
}
