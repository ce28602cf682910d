package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.Errno;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Answers a connection's requests in the order in which they came, and ends them (design, section
 * 2.4). Belongs to the connection's reader thread.
 *
 * <p>The responses of a request go straight to the writer when all requests before it have ended.
 * Until then they are held with their own request.
 */
final class ResponseSequencer {

  private final ServerConnection connection;
  private final ResponseWriter writer;
  private final RequestsInFlight inFlight;
  private final PayloadArrays arrays;

  ResponseSequencer(
      ServerConnection connection,
      ResponseWriter writer,
      RequestsInFlight inFlight,
      PayloadArrays arrays) {
    this.connection = connection;
    this.writer = writer;
    this.inFlight = inFlight;
    this.arrays = arrays;
  }

  /** Sends a response of a request and, if it is the last one, ends the request. */
  Future<Void> answer(
      RequestImpl request, int id, int error, byte[] source, int offset, int length, boolean last) {
    if (isRefused(request, length)) {
      return Future.failedFuture(refusal(request, length));
    }
    Future<Void> written =
        inFlight.isNext(request)
            ? writer.write(id, error, source, offset, length, last)
            : heldBy(request).hold(id, error, source, offset, length, last);
    if (last) {
      end(request, error, written);
    }
    return written;
  }

  /** Answers a request with error 0 and a payload in parts, and ends it. */
  Future<Void> answer(RequestImpl request, int id, List<Buffer> parts) {
    long length = OutgoingRing.length(parts);
    if (isRefused(request, length)) {
      return Future.failedFuture(refusal(request, length));
    }
    Future<Void> written =
        inFlight.isNext(request)
            ? writer.write(id, 0, parts, (int) length, true)
            : heldBy(request).hold(id, 0, ResponseWriter.whole(parts), 0, (int) length, true);
    end(request, 0, written);
    return written;
  }

  private boolean isRefused(RequestImpl request, long length) {
    return connection.isClosed() || request.ended || length > writer.maxPayload();
  }

  private Throwable refusal(RequestImpl request, long length) {
    if (connection.isClosed()) {
      return ResponseErrors.notConnected(connection);
    }
    if (request.ended) {
      return ResponseErrors.alreadyEnded(connection, request);
    }
    return ResponseErrors.tooLarge(connection, length, writer.maxPayload());
  }

  private HeldResponses heldBy(RequestImpl request) {
    if (request.held == null) {
      request.held = writer.heldApart();
    }
    return request.held;
  }

  private void end(RequestImpl request, int error, Future<Void> written) {
    boolean failed =
        error != 0
            || written != ResponseWriter.WRITTEN && written.failed() && !connection.isClosed();
    if (failed && request.route() != null) {
      request.route().failed();
    }
    end(request);
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
      if (ended.held == null && !ended.timedOut && !writer.hasBacklog()) {
        arrays.release(ended.release());
      } else {
        arrays.letGo(ended.array());
      }
      var next = inFlight.oldest();
      if (next != null && next.held != null) {
        writer.takeOver(next.held);
      }
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

  /** Ends all requests and fails everything that was not written. The connection is closed. */
  void abandon() {
    inFlight.abandon(
        request -> {
          if (request.held != null) {
            request.held.abandon();
          }
        });
    writer.abandon();
  }
}
