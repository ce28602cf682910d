package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.impl.RequestWriter.Written;
import dev.qbipc.linux.Errno;

/**
 * Sends requests in the order of their calls: writes each into the ring, and tells the server of it
 * by one byte. A call waits in the queue while the server takes no requests, and while another's
 * response is expected that its own could be taken for. Belongs to the event loop, except where it
 * says otherwise.
 */
final class RequestSender {

  private final OpenConnection opened;
  private final ClientSocket socket;
  private final RequestWriter requests;
  private final RequestQueue queue;
  private final ResponseReceiver responses;
  private final DeadlineTimer deadlines;
  private final RoomTimer roomTimer;
  private boolean stopped;

  /** The call without a response of which the server is still to be told. */
  private Exchange telling;

  /** What a request needs that was refused last. */
  private int refusedLength;

  RequestSender(
      ClientLoop loop,
      OpenConnection opened,
      RequestQueue queue,
      ResponseReceiver responses,
      DeadlineTimer deadlines) {
    this.opened = opened;
    this.socket = opened.socket();
    this.requests = opened.rings().requests();
    this.queue = queue;
    this.responses = responses;
    this.deadlines = deadlines;
    this.roomTimer = new RoomTimer(loop, this::sendNext);
  }

  /** Sets the flow-control word up to which requests are held back. Any thread may call it. */
  void flowControlLimit(int limit) {
    requests.flowControlLimit(limit);
  }

  /**
   * Takes a call in, and sends its request at once if it can.
   *
   * @param call for which the queue has reserved room
   */
  void send(Exchange call) {
    queue.add(call);
    if (stopped) {
      queue.remove(call);
      call.promise().tryFail(opened.ended());
      return;
    }
    sendNext();
    if (!call.isQueued()) {
      return;
    }
    if (call.deadline().isOver()) {
      queue.remove(call);
      refuse(call);
    } else {
      call.keepPayload();
      deadlines.include(call.deadline());
    }
  }

  /** Sends what can be sent now, and looks whether there is room for a call that was refused. */
  void sendNext() {
    Written written = Written.DONE;
    while (!stopped && written != Written.REFUSED && mayStart(queue.peek())) {
      var call = queue.peek();
      written = call.hasRequest() ? requests.write(call) : Written.DONE;
      switch (written) {
        case DONE -> {
          queue.remove(call);
          start(call);
        }
        case CLOSED -> {
          queue.remove(call);
          call.promise()
              .tryFail(opened.failure(Errno.ENOTCONN, "the server has closed the request ring"));
        }
        case REFUSED -> refusedLength = call.length();
      }
    }
    if (!stopped) {
      watchRoom(written == Written.REFUSED);
    }
  }

  private boolean mayStart(Exchange call) {
    return call != null
        && !(call.hasResponse() && responses.isExpecting())
        && !(call.hasRequest() && socket.isOwing());
  }

  private void start(Exchange call) {
    if (call.hasResponse()) {
      responses.expect(call);
    } else {
      telling = call;
      includeDeadline();
    }
    if (!call.hasRequest() || socket.notifyServer()) {
      told();
    }
  }

  private void told() {
    var call = telling;
    telling = null;
    if (call != null) {
      call.promise().tryComplete(null);
    }
  }

  /** The socket has room for the byte of a request that was written. */
  void writable() {
    if (!stopped && socket.sendOwed()) {
      told();
      sendNext();
    }
  }

  /** Nothing wakes a client when there is room: it is polled for while something waits for it. */
  private void watchRoom(boolean refused) {
    if (refused || queue.isFull() && !hasRoom(refusedLength)) {
      roomTimer.start();
    } else {
      roomTimer.stop();
      queue.drained();
    }
  }

  private boolean hasRoom(int length) {
    return !socket.isOwing() && requests.hasRoom(length);
  }

  private void refuse(Exchange call) {
    refusedLength = call.length();
    queue.refuse();
    call.promise().tryFail(opened.failure(Errno.EAGAIN, "the request could not be sent in time"));
    roomTimer.start();
  }

  /** Whether the server has left its socket full for too long. */
  boolean isLate() {
    return telling != null && telling.deadline().isOver();
  }

  /** Refuses calls that were not sent in time, and has the timer set for the others. */
  void expire() {
    includeDeadline();
    queue.expire(this::refuse, deadlines::include);
  }

  private void includeDeadline() {
    if (telling != null) {
      deadlines.include(telling.deadline());
    }
  }

  /** Takes the next call out of the queue if it expects a response alone, or returns null. */
  Exchange pollReceive() {
    var next = queue.peek();
    if (next == null || next.hasRequest()) {
      return null;
    }
    queue.remove(next);
    return next;
  }

  /** Sends nothing more. */
  void stop() {
    stopped = true;
    roomTimer.stop();
  }

  /**
   * Fails all calls.
   *
   * @param reason why the connection has ended, for the one whose request is in the ring
   */
  void fail(QbException reason) {
    var call = telling;
    telling = null;
    if (call != null) {
      call.promise().tryFail(reason);
    }
    queue.clear(waiting -> waiting.promise().tryFail(opened.ended()));
  }
}
