package dev.qbipc.server.impl.connection;

import dev.qbipc.server.QbConnection;
import dev.qbipc.server.Request;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A request between its ring and its answer.
 *
 * <p>The object is new for each request, so that one kept by mistake can not answer another; its
 * payload's array is the connection's and used again.
 */
public final class RequestImpl implements Request {

  private static final byte[] NO_PAYLOAD = {};

  private final ServerConnection connection;
  private final int id;
  private final int length;
  private byte[] payload;

  /** The request that came after this one on the same connection; the reader's. */
  RequestImpl next;

  /** Responses that wait for those of earlier requests; the reader's, null for most. */
  HeldResponses held;

  /** Whether the last answer was given; the reader's. */
  boolean ended;

  /** Whether that was at the deadline, so that the operation may still be at it; the reader's. */
  boolean timedOut;

  private RequestRoute route;
  private long began;

  /**
   * @param payload an array that begins with a copy of the payload
   * @param length bytes of payload by the request's own size field
   */
  public RequestImpl(ServerConnection connection, int id, byte[] payload, int length) {
    this.connection = connection;
    this.id = id;
    this.payload = payload;
    this.length = length;
  }

  /**
   * Begins its way to an operation.
   *
   * @param now in the sense of {@link System#nanoTime}
   */
  public void begin(RequestRoute route, long now) {
    this.route = route;
    began = now;
  }

  /** Where it went; null for one that was refused on sight. */
  RequestRoute route() {
    return route;
  }

  /** When it was taken out of the ring, in the sense of {@link System#nanoTime}. */
  long began() {
    return began;
  }

  /** Whether it has a deadline and has not ended. */
  boolean canTimeOut() {
    return !ended && route != null && route.deadlineNanos() > 0;
  }

  /** Whether the client is gone, so that an answer is of no use. Any thread may call it. */
  public boolean isOrphan() {
    return connection.hasHungUp();
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
    byte[] array = payload;
    if (array == null) {
      throw new IllegalStateException("request " + id + " has ended");
    }
    return array;
  }

  @Override
  public Buffer payload() {
    int bytes = Math.max(length, 0);
    return Buffer.buffer(bytes).appendBytes(array(), 0, bytes);
  }

  /** Whether an event that this request has caused is to be logged. Any thread may call it. */
  public boolean permitsLine(Event event) {
    return connection.reports().permitsLine(event);
  }

  @Override
  public QbConnection connection() {
    return connection.face();
  }

  @Override
  public int maxReplyLength() {
    return connection.responses().maxPayload();
  }

  @Override
  public Future<Void> reply(byte[] source, int offset, int length) {
    return answer(id, 0, source, offset, length, true);
  }

  @Override
  public Future<Void> reply() {
    return answer(id, 0, NO_PAYLOAD, 0, 0, true);
  }

  @Override
  public Future<Void> reply(List<Buffer> parts) {
    return connection.face().onReader(() -> connection.answers().answer(this, id, parts));
  }

  @Override
  public Future<Void> fail(int errno) {
    if (errno < 1) {
      throw new IllegalArgumentException(
          "an error is a positive number, such as Errno.ENOENT: " + errno);
    }
    return answer(id, -errno, NO_PAYLOAD, 0, 0, true);
  }

  @Override
  public Future<Void> respond(int id, int error, byte[] payload) {
    return answer(id, error, payload, 0, payload.length, false);
  }

  private Future<Void> answer(
      int id, int error, byte[] source, int offset, int length, boolean last) {
    if (connection.isOnReader()) {
      return connection.answers().answer(this, id, error, source, offset, length, last);
    }
    return connection
        .face()
        .onReader(() -> connection.answers().answer(this, id, error, source, offset, length, last));
  }

  @Override
  public void done() {
    if (connection.isOnReader()) {
      connection.answers().end(this);
    } else {
      connection.face().runOnReader(() -> connection.answers().end(this));
    }
  }

  /** Takes the array back when the request has ended. */
  byte[] release() {
    byte[] array = payload;
    payload = null;
    return array;
  }
}
