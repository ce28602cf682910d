package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.event.SocketWatch;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.RingViolationException;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's open connection (protocol, section 7; libqb {@code ipcc.c}): requests in their order,
 * responses one at a time, events beside them, and the end. Belongs to the event loop, except where
 * it says otherwise.
 *
 * <p>The server can truncate the rings' files at any time, and the socket can fail. Whatever meets
 * that just throws: each way in is a task of the {@link ClientLoop} or a call of the {@link
 * SocketWatch}, and both report here what was thrown, which ends the connection.
 */
final class ClientConnection implements SocketWatch.Handler {

  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private final OpenConnection opened;
  private final ClientLoop loop;
  private final DeadlineTimer deadlines;
  private final ResponseReceiver responses;
  private final RequestSender requests;
  private final EventStream events;
  private final ClientEnd end;
  private volatile boolean open = true;

  /**
   * @param context where the application's handlers run
   * @param eventLoop the client's event loop
   * @param queue the calls that wait to be sent
   * @param wait how long responses are waited for
   * @param end hears of the end, on the event loop
   */
  ClientConnection(
      ContextInternal context,
      EventLoop eventLoop,
      OpenConnection opened,
      RequestQueue queue,
      ResponseWait wait,
      ClientEnd end) {
    this.opened = opened;
    this.end = end;
    loop = new ClientLoop(eventLoop, this::failed);
    deadlines = new DeadlineTimer(loop, this::expire);
    responses =
        new ResponseReceiver(loop, opened.rings().responses(), wait, deadlines, this::sendNext);
    requests = new RequestSender(loop, opened, queue, responses, deadlines);
    events = new EventStream(context, loop, opened);
  }

  /** Begins to hear of the socket. */
  void start() {
    loop.run(
        () -> {
          opened.socket().report(this);
          events.handOver();
        });
  }

  /** Whether the connection has not ended. Any thread may ask. */
  boolean isOpen() {
    return open;
  }

  /** Where its tasks run. */
  ClientLoop loop() {
    return loop;
  }

  /** Where requests go. */
  RequestSender requests() {
    return requests;
  }

  /** Where events come from. */
  EventStream events() {
    return events;
  }

  private void sendNext() {
    requests.sendNext();
  }

  @Override
  public void writable() {
    requests.writable();
  }

  @Override
  public void ready(boolean readable, boolean hungUp) {
    boolean ended = hungUp;
    if (open && readable) {
      ended |= !opened.socket().takeNotifications();
      events.handOver();
      responses.lookNow();
      requests.sendNext();
    }
    if (ended) {
      end(opened.failure(Errno.ENOTCONN, "the server has hung up"), true, true);
    }
  }

  private void expire() {
    // One that is there is not late.
    responses.lookNow();
    if (responses.isLate()) {
      end(opened.failure(Errno.ETIMEDOUT, "no response in time; connection closed"), false, true);
    } else if (requests.isLate()) {
      end(opened.failure(Errno.ETIMEDOUT, "the server leaves its socket unread"), false, true);
    } else if (open) {
      responses.includeDeadline();
      requests.expire();
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  @Override
  public void failed(Throwable cause) {
    // A violation may be the first that is seen of a truncated ring.
    new PendingFault().drop();
    if (cause instanceof RingViolationException || cause instanceof InternalError) {
      broken(cause);
    } else if (cause instanceof QbException failure) {
      end(failure, ClientSocket.isHangUp(failure.errno()), true);
    } else {
      LOG.error("service {}: client failed; connection closed", opened.service(), cause);
      end(
          new QbException(Errno.EIO, "service " + opened.service() + ": client failed", cause),
          false,
          false);
    }
  }

  private void broken(Throwable cause) {
    if (open) {
      LOG.warn(
          "service {} ({}) {} a ring; connection closed",
          opened.service(),
          opened.grant().server(),
          cause instanceof InternalError ? "truncated" : "broke",
          cause);
      end(
          opened.failure(Errno.EBADMSG, "the server broke a ring; connection closed"),
          false,
          false);
    }
  }

  /** Ends it for the application, which wants nothing more of it. */
  void disconnect() {
    events.drop();
    end(opened.failure(Errno.ENOTCONN, "client disconnected"), false, true);
    events.handOver();
  }

  /**
   * @param hungUp whether it was the server who ended it
   * @param readable whether the rings may still be read
   */
  private void end(QbException reason, boolean hungUp, boolean readable) {
    if (!open) {
      return;
    }
    open = false;
    deadlines.stop();
    responses.stop();
    requests.stop();
    opened.socket().close();
    boolean intact = readable && takeLastResponses();
    events.end(intact, () -> end.drained(reason));
    end.ended(hungUp);
    responses.fail(reason);
    requests.fail(reason);
    loop.execute(events::handOver);
  }

  private boolean takeLastResponses() {
    try {
      responses.takeLast(requests::pollReceive);
      return true;
    } catch (RingViolationException | InternalError e) {
      return false;
    }
  }
}
