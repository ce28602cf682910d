package dev.qbipc.test;

import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.Request;
import dev.qbipc.wire.MessageDescriptor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * A request without a client, and the answer it got: to try an operation by itself.
 *
 * <p>As in the server, the array is longer than the payload and holds what earlier requests left.
 */
public final class FakeRequest implements Request {

  private static final int SLACK = 64;
  private static final byte STALE = 'Z';

  private final int id;
  private final byte[] payload;
  private final FakeConnection connection;
  private int length;
  private byte[] array;
  private byte[] reply;
  private Integer error;

  private FakeRequest(int id, byte[] payload, FakeConnection connection) {
    this.id = id;
    this.payload = payload;
    this.connection = connection;
    this.length = payload.length;
  }

  /**
   * Makes a request that an operation can be tried with.
   *
   * @param id the message id
   * @param payload what follows the header
   * @param connection whose it is
   * @return the request, not answered yet
   */
  public static FakeRequest of(int id, byte[] payload, FakeConnection connection) {
    return new FakeRequest(id, payload, connection);
  }

  /**
   * Claims another payload length than the payload has, as a client's size field can.
   *
   * @param claimed in bytes
   * @return this
   */
  public FakeRequest claimLength(int claimed) {
    length = claimed;
    return this;
  }

  /**
   * Lets an operation answer it, once and at once.
   *
   * @param operation not deployed
   * @return this, with its answer
   * @throws AssertionError if it does not, or writes to the array
   */
  public FakeRequest answeredBy(OperationVerticle operation) {
    array = Arrays.copyOf(payload, payload.length + SLACK);
    Arrays.fill(array, payload.length, array.length, STALE);
    byte[] before = array.clone();
    operation.handle(this);
    if (error == null) {
      throw new AssertionError("request " + id + " was not answered");
    }
    if (!Arrays.equals(before, array)) {
      throw new AssertionError("request " + id + " was written to");
    }
    return this;
  }

  /** {@return the response's error: 0 or a negated errno} */
  public int error() {
    return error;
  }

  /** {@return the response's payload} */
  public byte[] replied() {
    return reply;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public byte[] array() {
    return array;
  }

  @Override
  public Buffer payload() {
    return Buffer.buffer(payload);
  }

  @Override
  public QbConnection connection() {
    return connection;
  }

  /** As much as a ring with room to spare takes. */
  @Override
  public int maxReplyLength() {
    return connection.maxMessageSize() + SLACK - MessageDescriptor.RESPONSE_HEADER_SIZE;
  }

  @Override
  public Future<Void> reply(byte[] source, int offset, int replyLength) {
    return end(0, Arrays.copyOfRange(source, offset, offset + replyLength));
  }

  @Override
  public Future<Void> reply() {
    return end(0, new byte[0]);
  }

  @Override
  public Future<Void> fail(int errno) {
    return end(-errno, new byte[0]);
  }

  private Future<Void> end(int withError, byte[] withPayload) {
    if (error != null) {
      throw new AssertionError("request " + id + " was answered twice");
    }
    error = withError;
    reply = withPayload;
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> respond(int responseId, int responseError, byte[] responsePayload) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void done() {
    throw new UnsupportedOperationException();
  }
}
