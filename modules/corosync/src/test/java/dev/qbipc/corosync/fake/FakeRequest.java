package dev.qbipc.corosync.fake;

import dev.qbipc.server.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A request that came to a {@link FakeCorosync}. */
public final class FakeRequest {

  private static final int HEADER_SIZE = 16;
  private static final int SIZE_OFFSET = 8;

  private final Request request;
  private final byte[] bytes;

  FakeRequest(Request request) {
    this.request = request;
    byte[] payload = request.payload().getBytes();
    bytes =
        ByteBuffer.allocate(HEADER_SIZE + payload.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0, request.id())
            .putInt(SIZE_OFFSET, HEADER_SIZE + payload.length)
            .put(HEADER_SIZE, payload)
            .array();
  }

  /** The message id. */
  public int id() {
    return request.id();
  }

  /** The whole message, with padding of zeros in its header. */
  public byte[] bytes() {
    return bytes;
  }

  /** Answers it. */
  public void answer(WireMessage response) {
    request.respond(response.id(), response.error(), response.payload());
    request.done();
  }

  /** Answers with a header alone. */
  public void answer(int id, int error) {
    answer(WireMessage.header(id, error));
  }

  /** Ends it without an answer, as MCAST. */
  public void noAnswer() {
    request.done();
  }
}
