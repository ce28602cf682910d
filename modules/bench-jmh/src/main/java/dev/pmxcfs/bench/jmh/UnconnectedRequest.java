package dev.pmxcfs.bench.jmh;

import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.Request;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/**
 * A request that comes from no client and is answered into memory: what an operation costs by
 * itself. Used again and again.
 */
final class UnconnectedRequest implements Request {

  private static final Future<Void> WRITTEN = Future.succeededFuture();

  private final int id;
  private final byte[] payload;
  private final QbConnection connection;
  private final ByteBuffer ring;
  private int error;

  /**
   * @param payload the request's payload
   * @param connection where it seems to come from
   */
  public UnconnectedRequest(int id, byte[] payload, QbConnection connection) {
    this.id = id;
    this.payload = payload;
    this.connection = connection;
    this.ring = ByteBuffer.allocateDirect(connection.maxMessageSize());
  }

  /** Lets an operation answer it. Returns the answer's error. */
  public int answeredBy(OperationVerticle operation) {
    operation.handle(this);
    return error;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public int length() {
    return payload.length;
  }

  @Override
  public byte[] array() {
    return payload;
  }

  @Override
  public Buffer payload() {
    return Buffer.buffer(payload);
  }

  @Override
  public QbConnection connection() {
    return connection;
  }

  @Override
  public int maxReplyLength() {
    return ring.capacity();
  }

  @Override
  public Future<Void> reply() {
    error = 0;
    return WRITTEN;
  }

  @Override
  public Future<Void> reply(byte[] source, int offset, int length) {
    ring.put(0, source, offset, length);
    error = 0;
    return WRITTEN;
  }

  @Override
  public Future<Void> fail(int errno) {
    error = -errno;
    return WRITTEN;
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
