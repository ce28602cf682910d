package dev.qbipc.server.impl.connection;

import dev.qbipc.server.impl.reader.ReaderClient;
import dev.qbipc.server.impl.reader.RingReader;
import java.util.function.Consumer;

/**
 * The requests of a connection that have not ended, in the order in which they came, which is that
 * of their responses. Belongs to the connection's reader thread.
 *
 * <p>The list is made of the requests themselves, so that one more costs no object.
 */
final class RequestsInFlight {

  private final RingReader reader;
  private RequestImpl oldest;
  private RequestImpl newest;
  private int count;

  RequestsInFlight(RingReader reader) {
    this.reader = reader;
  }

  int count() {
    return count;
  }

  /** Whether a request's responses are due, those of all requests before it being out. */
  boolean isNext(RequestImpl request) {
    return request == oldest;
  }

  /** Notes a request whose responses come after those of all requests noted before. */
  void expect(RequestImpl request) {
    if (oldest == null) {
      oldest = request;
    } else {
      newest.next = request;
    }
    newest = request;
    add(1);
  }

  private void add(int change) {
    count += change;
    reader.countInFlight(change);
  }

  /** Marks a request as ended, and says so where it went. */
  void end(RequestImpl request) {
    request.ended = true;
    if (request.route() != null) {
      long nanos = reader.clock().read() - request.began();
      request.route().ended(nanos);
      if (reader.hook().isSlow(nanos)) {
        reader.hook().slow(request.id(), request.connection(), nanos);
      }
    }
  }

  /**
   * Removes the oldest request if it has ended.
   *
   * @return the request; null if it has not, or if there is none
   */
  RequestImpl pollEnded() {
    var request = oldest;
    if (request == null || !request.ended) {
      return null;
    }
    oldest = request.next;
    if (oldest == null) {
      newest = null;
    }
    add(-1);
    return request;
  }

  /** The oldest request, null if there is none. */
  RequestImpl oldest() {
    return oldest;
  }

  /**
   * Finds requests that have met their deadlines.
   *
   * @param now in the sense of {@link System#nanoTime}
   * @param timeOut ends such a request
   * @return nanoseconds until the next deadline, {@link ReaderClient#NO_DEADLINE} if none has one
   */
  long expire(long now, Consumer<RequestImpl> timeOut) {
    long soonest = ReaderClient.NO_DEADLINE;
    RequestImpl next;
    for (var request = oldest; request != null; request = next) {
      next = request.next;
      if (request.canTimeOut()) {
        long left = request.began() + request.route().deadlineNanos() - now;
        if (left > 0) {
          soonest = Math.min(soonest, left);
        } else {
          timeOut.accept(request);
        }
      }
    }
    return soonest;
  }

  /**
   * Ends all requests, whose connection is closed.
   *
   * @param abandoned is given each
   */
  void abandon(Consumer<RequestImpl> abandoned) {
    for (var request = oldest; request != null; request = request.next) {
      if (!request.ended && request.route() != null) {
        request.route().abandoned();
      }
      request.ended = true;
      abandoned.accept(request);
    }
    add(-count);
    oldest = null;
    newest = null;
  }
}
