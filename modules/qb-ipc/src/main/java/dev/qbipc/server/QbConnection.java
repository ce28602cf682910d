package dev.qbipc.server;

import dev.qbipc.linux.Credentials;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;

/** A client's connection. Any thread may use it. */
public interface QbConnection {

  /** {@return a number that is unique among all connections of this server} */
  long id();

  /** {@return the client's real ids, as the kernel vouches for them} */
  Credentials peer();

  /** {@return whether the accept policy admitted the client as read-only} */
  boolean isReadOnly();

  /** {@return the negotiated maximum length of a message, in bytes} */
  int maxMessageSize();

  /**
   * Sends an event.
   *
   * @param id the event's message id
   * @param error 0 or a negated errno
   * @param payload not to be changed until the future completes
   * @return completes when the event is in the ring and the client has been notified, or will be as
   *     soon as its socket accepts the byte; fails with EAGAIN if the ring is full, EMSGSIZE if the
   *     event is longer than {@link #maxMessageSize()}, ENOTCONN if the client is gone
   */
  default Future<Void> sendEvent(int id, int error, Buffer payload) {
    return sendEvent(id, error, List.of(payload));
  }

  /**
   * As {@link #sendEvent(int, int, Buffer)}, with a payload in several parts, which are written to
   * the ring one after another without being put together before (libqb {@code
   * qb_ipcs_event_sendv}).
   *
   * @param id the event's message id
   * @param error 0 or a negated errno
   * @param parts not to be changed until the future completes
   * @return as there
   */
  Future<Void> sendEvent(int id, int error, List<Buffer> parts);

  /**
   * Sends a response that does not belong to a request, after the responses written so far.
   *
   * @param id the response's message id
   * @param error 0 or a negated errno
   * @param payload not to be changed until the future completes
   * @return as {@link Request#reply(byte[])}
   */
  default Future<Void> send(int id, int error, Buffer payload) {
    return send(id, error, List.of(payload));
  }

  /**
   * As {@link #send(int, int, Buffer)}, with a payload in several parts (libqb {@code
   * qb_ipcs_response_sendv}).
   *
   * @param id the response's message id
   * @param error 0 or a negated errno
   * @param parts not to be changed until the future completes
   * @return as there
   */
  Future<Void> send(int id, int error, List<Buffer> parts);

  /**
   * Ends the connection. The client sees a hang-up, and gets ENOTCONN from its next call.
   *
   * @return completes when the rings are unmapped and their files removed
   */
  Future<Void> disconnect();

  /**
   * Sets a handler that is called on the ring reader when the connection has ended. The files of
   * the rings stay until the future that it returns completes (libqb: {@code connection_closed}
   * returning non-zero, and then {@code connection_destroyed}).
   *
   * @param handler must not block
   * @return this
   */
  QbConnection closeHandler(Supplier<Future<?>> handler);

  /**
   * {@return a future that completes when everything of the connection is gone: socket, mappings,
   * files}
   */
  Future<Void> closed();

  /**
   * Looks at what the connection has done, also after its end and in its {@linkplain #closeHandler
   * close handler}.
   *
   * @param clearAfterRead whether the counters start again from 0
   * @return the statistics
   */
  Future<ConnectionStats> stats(boolean clearAfterRead);

  /**
   * Attaches an object of the application (libqb {@code qb_ipcs_context_set}).
   *
   * @param attachment null for none
   */
  void attach(Object attachment);

  /** {@return the attached object, or null} */
  Object attachment();
}
