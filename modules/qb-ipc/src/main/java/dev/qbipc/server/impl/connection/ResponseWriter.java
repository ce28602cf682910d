package dev.qbipc.server.impl.connection;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.impl.limits.HeldMemory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Sends a connection's responses in the order of the requests (design, section 2.4). Belongs to the
 * connection's reader thread.
 *
 * <p>An ordinary response goes straight into the ring. One that has to wait for an earlier request
 * is held with its own request. One that finds the ring full is kept until the client has read,
 * which is not announced: the reader calls {@link #drain()} repeatedly meanwhile.
 */
final class ResponseWriter {

  private static final Future<Void> WRITTEN = Future.succeededFuture();
  private static final byte[] NOTHING = {};

  private final ServerConnection connection;
  private final OutgoingRing ring;
  private final int maxBacklogBytes;
  private final HeldMemory.Share memory;
  private final ConnectionCounters counters;
  private final RequestsInFlight inFlight;
  private final HeldResponses backlog = new HeldResponses();

  ResponseWriter(
      ServerConnection connection,
      OutgoingRing ring,
      int maxBacklogBytes,
      HeldMemory.Share memory,
      ConnectionCounters counters,
      RequestsInFlight inFlight) {
    this.connection = connection;
    this.ring = ring;
    this.maxBacklogBytes = maxBacklogBytes;
    this.memory = memory;
    this.counters = counters;
    this.inFlight = inFlight;
  }

  /** Whether responses are kept because the ring was full. */
  boolean hasBacklog() {
    return !backlog.isEmpty();
  }

  /**
   * Whether the client has taken all that is in the ring. The caller surfaces faults, once for all
   * the connections that it asks about.
   */
  boolean areRead() {
    return ring.isRead();
  }

  /** How often the client slept when a response came. */
  int wakeUps() {
    return ring.wakeUps();
  }

  /** Sends a response of a request and, if it is the last one, ends the request. */
  Future<Void> answer(
      RequestImpl request, int id, int error, byte[] source, int offset, int length, boolean last) {
    if (connection.isClosed()) {
      return Future.failedFuture(notConnected());
    }
    if (request.ended) {
      return Future.failedFuture(alreadyEnded(request));
    }
    if (length > ring.maxPayload()) {
      return Future.failedFuture(tooLarge(length));
    }
    Future<Void> written;
    if (!inFlight.isNext(request)) {
      if (request.held == null) {
        request.held = new HeldResponses();
      }
      written = hold(request.held, id, error, source, offset, length, last);
    } else if (backlog.isEmpty() && tryWrite(id, error, source, offset, length)) {
      written = WRITTEN;
    } else {
      written = hold(backlog, id, error, source, offset, length, last);
    }
    if (last) {
      if (error != 0 || written != WRITTEN && written.failed() && !connection.isClosed()) {
        countError(request);
      }
      end(request);
    }
    return written;
  }

  /** Answers a request with error 0 and a payload in parts, and ends it. */
  Future<Void> answer(RequestImpl request, int id, List<Buffer> parts) {
    long length = OutgoingRing.length(parts);
    boolean next = inFlight.isNext(request) && !request.ended && backlog.isEmpty();
    if (!next || connection.isClosed() || length > ring.maxPayload()) {
      byte[] whole = whole(parts);
      return answer(request, id, 0, whole, 0, whole.length, true);
    }
    Future<Void> written = send(id, 0, parts, (int) length, true);
    if (written != WRITTEN && written.failed() && !connection.isClosed()) {
      countError(request);
    }
    end(request);
    return written;
  }

  private static void countError(RequestImpl request) {
    if (request.route() != null) {
      request.route().failed();
    }
  }

  /** Sends a response whose turn it is. */
  private Future<Void> send(int id, int error, List<Buffer> parts, int length, boolean last) {
    if (ring.write(id, error, parts, length)) {
      counters.responses++;
      return WRITTEN;
    }
    return hold(backlog, id, error, whole(parts), 0, length, last);
  }

  private static byte[] whole(List<Buffer> parts) {
    var whole = Buffer.buffer();
    parts.forEach(whole::appendBuffer);
    return whole.getBytes();
  }

  private Throwable alreadyEnded(RequestImpl request) {
    return request.timedOut
        ? new QbException(
            Errno.ETIMEDOUT, "request " + request.id() + " of " + connection + " met its deadline")
        : new IllegalStateException("request " + request.id() + " was answered already");
  }

  /** Sends a response that belongs to no request, behind those that were written or kept so far. */
  Future<Void> send(int id, int error, List<Buffer> parts) {
    if (connection.isClosed()) {
      return Future.failedFuture(notConnected());
    }
    long length = OutgoingRing.length(parts);
    if (length > ring.maxPayload()) {
      return Future.failedFuture(tooLarge(length));
    }
    return backlog.isEmpty()
        ? send(id, error, parts, (int) length, false)
        : hold(backlog, id, error, whole(parts), 0, (int) length, false);
  }

  private Future<Void> hold(
      HeldResponses responses,
      int id,
      int error,
      byte[] source,
      int offset,
      int length,
      boolean last) {
    if (connection.isClosed()) {
      return Future.failedFuture(notConnected());
    }
    // A request has its last response in any case: how many there can be, the requests in flight
    // bound.
    if (!last && responses.bytes() + length > maxBacklogBytes) {
      return Future.failedFuture(noBuffers());
    }
    var response =
        new HeldResponses.Response(id, error, source, offset, length, connection.face().promise());
    if (response.held() > 0 && !memory.take(response.held())) {
      connection.reports().notHeld(length);
      if (last) {
        sendInPlace(responses, id);
      }
      return Future.failedFuture(noBuffers());
    }
    add(responses, response);
    return response.written().future();
  }

  /** Tells the client that there was a response that it has left no room for. */
  private void sendInPlace(HeldResponses responses, int id) {
    boolean next = responses == backlog && backlog.isEmpty();
    if (!next || !tryWrite(id, -Errno.ENOBUFS, NOTHING, 0, 0) && !connection.isClosed()) {
      add(
          responses,
          new HeldResponses.Response(id, -Errno.ENOBUFS, NOTHING, 0, 0, Promise.promise()));
    }
  }

  private void add(HeldResponses responses, HeldResponses.Response response) {
    if (responses == backlog) {
      connection.addStalled();
    }
    responses.add(response);
  }

  private HeldResponses.Response removeFirst(HeldResponses responses) {
    var response = responses.removeFirst();
    if (response.held() > 0) {
      memory.release(response.held());
    }
    return response;
  }

  /** Ends a request; responses of later requests that waited for it go out. */
  void end(RequestImpl request) {
    if (request.ended) {
      return;
    }
    inFlight.end(request);
    for (var ended = inFlight.pollEnded(); ended != null; ended = inFlight.pollEnded()) {
      // What waited in the request itself reads from arrays that may be the request's own, and an
      // operation that is late may do so on another thread.
      if (ended.held == null && !ended.timedOut && backlog.isEmpty()) {
        connection.requests().recycle(ended.release());
      } else {
        connection.requests().forget(ended.array());
      }
      release(inFlight.oldest());
    }
  }

  private void release(RequestImpl request) {
    if (request == null || request.held == null) {
      return;
    }
    var held = request.held;
    while (!held.isEmpty()) {
      backlog.add(held.removeFirst());
    }
    drain();
    if (!backlog.isEmpty()) {
      connection.addStalled();
    }
  }

  /**
   * Answers requests that have met their deadlines.
   *
   * @param now in the sense of {@link System#nanoTime}
   * @return nanoseconds until the next deadline, {@link
   *     dev.qbipc.server.impl.reader.ReaderClient#NO_DEADLINE} if none has one
   */
  long expire(long now) {
    return inFlight.expire(now, this::timeOut);
  }

  private void timeOut(RequestImpl request) {
    connection.reports().timedOut(request);
    request.timedOut = true;
    request.route().timedOut();
    request.fail(Errno.ETIMEDOUT);
  }

  /**
   * Writes kept responses as far as the ring takes them.
   *
   * @return whether any was written
   */
  boolean drain() {
    boolean any = false;
    for (var first = backlog.first(); first != null; first = backlog.first()) {
      if (connection.isClosed()
          || !tryWrite(first.id(), first.error(), first.source(), first.offset(), first.length())) {
        break;
      }
      removeFirst(backlog).written().complete();
      any = true;
    }
    return any;
  }

  private boolean tryWrite(int id, int error, byte[] source, int offset, int length) {
    boolean written = ring.write(id, error, source, offset, length);
    if (written) {
      counters.responses++;
    }
    return written;
  }

  /** Fails everything that was not written. The connection is closed by now. */
  void abandon() {
    inFlight.abandon(
        request -> {
          if (request.held != null) {
            failAll(request.held);
          }
        });
    failAll(backlog);
  }

  private void failAll(HeldResponses responses) {
    while (!responses.isEmpty()) {
      removeFirst(responses).written().fail(notConnected());
    }
  }

  private QbException noBuffers() {
    return new QbException(Errno.ENOBUFS, "too many unread responses for " + connection);
  }

  private QbException notConnected() {
    return new QbException(Errno.ENOTCONN, "response to " + connection);
  }

  private QbException tooLarge(long length) {
    return new QbException(
        Errno.EMSGSIZE,
        "response of "
            + length
            + " bytes to "
            + connection
            + " can never fit, at most "
            + ring.maxPayload());
  }
}
