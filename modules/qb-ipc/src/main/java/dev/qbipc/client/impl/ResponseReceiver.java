package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbMessage;
import dev.qbipc.ring.RingViolationException;
import java.util.function.Supplier;

/**
 * Takes the response that is expected, and completes the call that expects it: one at a time, since
 * order is all that ties responses to requests (protocol, section 6). Belongs to the event loop.
 */
final class ResponseReceiver {

  private final MessageReader messages;
  private final DeadlineTimer deadlines;
  private final ResponseLookout lookout;
  private final Runnable received;
  private Exchange expecting;

  /**
   * @param deadlines hears until when a response is waited for
   * @param received runs after each response
   */
  ResponseReceiver(
      ClientLoop loop,
      MessageReader messages,
      ResponseWait wait,
      DeadlineTimer deadlines,
      Runnable received) {
    this.messages = messages;
    this.deadlines = deadlines;
    this.received = received;
    this.lookout = new ResponseLookout(loop, messages, wait, this::receive);
  }

  /** Whether a response is expected; another cannot be until it has come. */
  boolean isExpecting() {
    return expecting != null;
  }

  /** Expects the next response, for a call. */
  void expect(Exchange call) {
    expecting = call;
    includeDeadline();
    lookout.begin();
  }

  /** Looks for the response now, for a reason of the caller's. */
  void lookNow() {
    lookout.lookNow();
  }

  private void receive() {
    takeResponse();
    received.run();
  }

  private void takeResponse() {
    QbMessage response;
    try {
      response = messages.take();
    } catch (RingViolationException e) {
      throw e;
    } catch (QbException e) {
      fail(e);
      return;
    }
    var call = expecting;
    expecting = null;
    call.promise().tryComplete(response);
  }

  /** Whether the response has not come in time. */
  boolean isLate() {
    return expecting != null && expecting.deadline().isOver();
  }

  /** Has the timer set for the response that is expected, if one is. */
  void includeDeadline() {
    if (expecting != null) {
      deadlines.include(expecting.deadline());
    }
  }

  /** Stops to look. */
  void stop() {
    lookout.end();
  }

  /**
   * Takes what the server has written before it hung up, which still counts.
   *
   * @param next the next call that expects a response, or null
   */
  void takeLast(Supplier<Exchange> next) {
    while (expecting != null && messages.isPosted()) {
      takeResponse();
      expecting = next.get();
    }
  }

  /** Fails the call that expects a response, if there is one. */
  void fail(QbException reason) {
    var call = expecting;
    expecting = null;
    if (call != null) {
      call.promise().tryFail(reason);
    }
  }
}
