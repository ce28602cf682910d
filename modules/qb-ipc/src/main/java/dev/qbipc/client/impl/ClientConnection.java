package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbMessage;
import dev.qbipc.client.impl.ClientRings.Written;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.event.SocketWatch;
import dev.qbipc.ring.RingViolationException;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's open connection (protocol, section 7; libqb {@code ipcc.c}): requests in their order,
 * responses one at a time, events beside them. Belongs to the event loop, except where it says
 * otherwise.
 *
 * <p>The server can truncate the rings' files at any time. Every way in here ends the connection
 * when that shows, or when the socket fails.
 */
final class ClientConnection
    implements SocketWatch.Handler, ResponseLookout.Source, EventStream.Source {

  /** Hears of the end. */
  interface End {

    /**
     * The connection has ended; what was outstanding is about to fail.
     *
     * @param reason why
     * @param hungUp whether it was the server who ended it
     */
    void ended(QbException reason, boolean hungUp);

    /**
     * All events were handed over.
     *
     * @param reason why the connection has ended before
     */
    void drained(QbException reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private final String service;
  private final Grant grant;
  private final ClientSocket socket;
  private final ClientRings rings;
  private final RequestQueue queue;
  private final ResponseLookout lookout;
  private final EventStream events;
  private final ClientLoop loop;
  private final DeadlineTimer deadlines;
  private final RoomTimer roomTimer;
  private final End end;
  private volatile int flowControlLimit;
  private volatile boolean open = true;

  /** The call whose response comes next. */
  private Exchange answering;

  /** The call without a response of which the server is still to be told. */
  private Exchange telling;

  /** What a request needs that was refused last. */
  private int refusedLength;

  /**
   * @param context where the application's handlers run
   * @param eventLoop the client's event loop
   * @param end hears of the end, on the event loop
   */
  ClientConnection(
      ContextInternal context,
      EventLoop eventLoop,
      OpenConnection opened,
      RequestQueue queue,
      ResponseWait wait,
      End end) {
    this.service = opened.service();
    this.grant = opened.grant();
    this.socket = opened.socket();
    this.rings = opened.rings();
    this.queue = queue;
    this.loop = new ClientLoop(eventLoop, this::failed);
    this.end = end;
    lookout = new ResponseLookout(this.loop, wait, this);
    events = new EventStream(context, this.loop, this);
    deadlines = new DeadlineTimer(this.loop, () -> guarded(this::expire));
    roomTimer = new RoomTimer(this.loop, () -> guarded(this::sendNext));
  }

  /** Begins to hear of the socket. */
  void start() {
    guarded(
        () -> {
          socket.report(this);
          events.handOver();
        });
  }

  /** Whether the connection has not ended. Any thread may ask. */
  boolean isOpen() {
    return open;
  }

  /** Sets the flow-control word up to which requests are held back. Any thread may call it. */
  void flowControlLimit(int limit) {
    flowControlLimit = limit;
  }

  /** Does what the application asks for, whatever the server's memory does meanwhile. */
  void run(Runnable action) {
    loop.run(action);
  }

  /** Where the events go. */
  EventStream events() {
    return events;
  }

  // ---- requests ------------------------------------------------------------------------------

  /**
   * Takes a call in, and sends its request at once if it can.
   *
   * @param call for which the queue has reserved room
   */
  void submit(Exchange call) {
    loop.run(() -> take(call));
  }

  private void take(Exchange call) {
    queue.add(call);
    if (!open) {
      queue.remove(call);
      call.promise().tryFail(notConnected());
      return;
    }
    guarded(this::sendNext);
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

  /** Looks whether there is room for a call that the queue has refused. */
  void watchRoom() {
    guarded(this::sendNext);
  }

  private void sendNext() {
    Written written = Written.DONE;
    while (open && written != Written.REFUSED && mayStart(queue.peek())) {
      var call = queue.peek();
      written = call.isSent() ? rings.write(call, flowControlLimit) : Written.DONE;
      switch (written) {
        case DONE -> {
          queue.remove(call);
          start(call);
        }
        case CLOSED -> {
          queue.remove(call);
          call.promise().tryFail(failure(Errno.ENOTCONN, "the server has closed the request ring"));
        }
        case REFUSED -> refusedLength = call.length();
      }
    }
    if (open) {
      watchRoom(written == Written.REFUSED);
    }
  }

  /** Order is all that ties responses to requests, so one is expected at a time. */
  private boolean mayStart(Exchange call) {
    return call != null
        && !(call.isAnswered() && answering != null)
        && !(call.isSent() && socket.isOwing());
  }

  private void start(Exchange call) {
    deadlines.include(call.deadline());
    if (call.isAnswered()) {
      answering = call;
      lookout.begin();
    } else {
      telling = call;
    }
    if (!call.isSent() || socket.notifyServer()) {
      told();
    }
  }

  private void told() {
    if (telling != null) {
      var call = telling;
      telling = null;
      call.promise().tryComplete(null);
    }
  }

  @Override
  public void writable() {
    guarded(
        () -> {
          if (open && socket.sendOwed()) {
            told();
            sendNext();
          }
        });
  }

  /** Nothing wakes a client when there is room: it is polled for while something waits for it. */
  private void watchRoom(boolean refused) {
    if (refused || queue.isRefusing() && !isRoomFor(refusedLength)) {
      roomTimer.start();
    } else {
      roomTimer.stop();
      queue.drained();
    }
  }

  private boolean isRoomFor(int length) {
    return !socket.isOwing() && rings.hasRoom(length, flowControlLimit);
  }

  private void refuse(Exchange call) {
    refusedLength = call.length();
    queue.refuse();
    call.promise().tryFail(failure(Errno.EAGAIN, "the request could not be sent in time"));
    roomTimer.start();
  }

  // ---- responses -----------------------------------------------------------------------------

  @Override
  public boolean takeResponse() {
    if (!open) {
      return true;
    }
    QbMessage response = null;
    QbException invalid = null;
    try {
      response = rings.takeResponse();
      if (response == null) {
        return false;
      }
    } catch (RingViolationException | InternalError e) {
      broken(e);
      return true;
    } catch (QbException e) {
      invalid = e;
    }
    lookout.taken();
    answer(response, invalid);
    guarded(this::sendNext);
    return true;
  }

  private void answer(QbMessage response, QbException invalid) {
    var call = answering;
    answering = null;
    if (invalid == null) {
      call.promise().tryComplete(response);
    } else {
      call.promise().tryFail(invalid);
    }
  }

  @Override
  public long responseSemaphore() {
    return rings.responseSemaphore();
  }

  @Override
  public void setWaitingForResponse(boolean waiting) {
    guarded(
        () -> {
          if (open) {
            rings.setWaitingForResponse(waiting);
          }
        });
  }

  private void expire() {
    // One that is there is not late.
    lookout.lookNow();
    if (answering != null && answering.deadline().isOver()) {
      end(failure(Errno.ETIMEDOUT, "no response in time; connection closed"), false);
    } else if (telling != null && telling.deadline().isOver()) {
      end(failure(Errno.ETIMEDOUT, "the server leaves its socket unread"), false);
    } else if (open) {
      include(answering);
      include(telling);
      queue.expire(this::refuse, deadlines::include);
    }
  }

  private void include(Exchange call) {
    if (call != null) {
      deadlines.include(call.deadline());
    }
  }

  // ---- events --------------------------------------------------------------------------------

  @Override
  public void ready(boolean readable, boolean hungUp) {
    guarded(
        () -> {
          boolean ended = hungUp;
          if (open && readable) {
            ended |= !socket.takeNotifications();
            events.handOver();
            lookout.lookNow();
            sendNext();
          }
          if (open && ended) {
            end(failure(Errno.ENOTCONN, "the server has hung up"), true);
          }
        });
  }

  @Override
  public void takeEvents(Deque<QbMessage> target, int count, long bytes) {
    guarded(
        () -> {
          if (open) {
            rings.takeEvents(target, count, bytes);
          }
        });
  }

  @Override
  public void stallEvents(boolean stalled) {
    if (open) {
      socket.stallEvents(stalled);
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  /** Runs what may meet a broken ring or a broken socket, and ends the connection then. */
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RingViolationException | InternalError e) {
      broken(e);
    } catch (QbException e) {
      end(e, ClientSocket.isHangUp(e.errno()));
    }
  }

  private void broken(Throwable cause) {
    if (open) {
      LOG.warn("service {} ({}) broke a ring; connection closed", service, grant.server(), cause);
      end(failure(Errno.EBADMSG, "the server broke a ring; connection closed"), false, false);
    }
  }

  @Override
  public void failed(Throwable cause) {
    if (cause instanceof InternalError) {
      // It can pass by the handlers of a compiled method: see PendingFault.
      broken(cause);
    } else {
      LOG.error("service {}: client failed; connection closed", service, cause);
      end(
          new QbException(Errno.EIO, "service " + service + ": client failed", cause),
          false,
          false);
    }
  }

  /** Ends it for the application, which wants nothing more of it. */
  void disconnect() {
    events.drop();
    end(failure(Errno.ENOTCONN, "client disconnected"), false);
    events.handOver();
  }

  private void end(QbException reason, boolean hungUp) {
    end(reason, hungUp, true);
  }

  private void end(QbException reason, boolean hungUp, boolean readable) {
    if (!open) {
      return;
    }
    open = false;
    lookout.end();
    deadlines.stop();
    roomTimer.stop();
    socket.close();
    boolean intact = readable && takeLastResponses();
    events.end(intact, () -> end.drained(reason));
    end.ended(reason, hungUp);
    failAll(reason);
    loop.execute(events::handOver);
  }

  /** What the server wrote before it hung up still counts. */
  private boolean takeLastResponses() {
    try {
      QbMessage response;
      while (answering != null && (response = rings.takeResponse()) != null) {
        answer(response, null);
        var next = queue.peek();
        if (next != null && !next.isSent()) {
          queue.remove(next);
          answering = next;
        }
      }
      return true;
    } catch (RingViolationException | InternalError e) {
      return false;
    } catch (QbException e) {
      answer(null, e);
      return true;
    }
  }

  @Override
  public void takeLastEvents(Deque<QbMessage> target) {
    try {
      rings.takeLastEvents(target);
    } catch (QbException | InternalError e) {
      LOG.warn("service {} ({}) broke a ring; events are lost", service, grant.server(), e);
    }
  }

  private void failAll(QbException reason) {
    var first = answering != null ? answering : telling;
    answering = null;
    telling = null;
    if (first != null) {
      first.promise().tryFail(reason);
    }
    queue.clear(call -> call.promise().tryFail(notConnected()));
  }

  private QbException notConnected() {
    return failure(Errno.ENOTCONN, "connection ended");
  }

  private QbException failure(int errno, String what) {
    return new QbException(errno, "service " + service + ": " + what);
  }
}
