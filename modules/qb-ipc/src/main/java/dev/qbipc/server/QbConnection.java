package dev.qbipc.server;

import dev.qbipc.linux.Credentials;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;

/** A client's connection, as the application sees it. Any thread may call it. */
public interface QbConnection {

  /** A number no other connection of this server has had. */
  long id();

  /** The client's real ids, vouched for by the kernel. */
  Credentials peer();

  /** Whether the accept policy let the client in for reading only. */
  boolean isReadOnly();

  /** The largest message that was negotiated, in bytes. */
  int maxMessageSize();

  /**
   * Sends an event.
   *
   * @param id the event's message id
   * @param error 0 or a negated errno
   * @param payload not to be changed until the future completes
   * @return completes when the event is in the ring and the client was notified, or will be as soon
   *     as its socket takes the byte; fails with EAGAIN when the ring is full, EMSGSIZE when the
   *     event is larger than {@link #maxMessageSize()}, ENOTCONN when the client is gone
   */
  default Future<Void> sendEvent(int id, int error, Buffer payload) {
    return sendEvent(id, error, List.of(payload));
  }

  /**
   * As {@link #sendEvent(int, int, Buffer)}, with a payload in several parts, which are written to
   * the ring one after another without being put together before (libqb {@code
   * qb_ipcs_event_sendv}).
   *
   * @param parts not to be changed until the future completes
   */
  Future<Void> sendEvent(int id, int error, List<Buffer> parts);

  /**
   * Sends a response that belongs to no request, behind the responses written so far.
   *
   * @param id the response's message id
   * @param error 0 or a negated errno
   * @return as {@link Request#reply(byte[])}
   */
  default Future<Void> send(int id, int error, Buffer payload) {
    return send(id, error, List.of(payload));
  }

  /**
   * As {@link #send(int, int, Buffer)}, with a payload in several parts (libqb {@code
   * qb_ipcs_response_sendv}).
   *
   * @param parts not to be changed until the future completes
   */
  Future<Void> send(int id, int error, List<Buffer> parts);

  /**
   * Ends the connection. The client sees the hang-up, and ENOTCONN at its next call.
   *
   * @return completes when the rings are unmapped and their files removed
   */
  Future<Void> disconnect();

  /**
   * Sets what is called when the connection has ended, on its ring reader. The rings' files stay
   * until the future it returns completes (libqb: {@code connection_closed} returning non-zero, and
   * then {@code connection_destroyed}).
   */
  QbConnection closeHandler(Supplier<Future<?>> handler);

  /** Completes when everything of the connection is gone: socket, mappings, files. */
  Future<Void> closed();

  /**
   * What the connection has done. A connection that has ended answers with what it had done by
   * then, also in its {@linkplain #closeHandler close handler}.
   *
   * @param clearAfterRead whether the counters start again from 0
   */
  Future<ConnectionStats> stats(boolean clearAfterRead);

  /** Attaches an object of the application (libqb {@code qb_ipcs_context_set}). */
  void attach(Object attachment);

  /** The attached object, or null. */
  Object attachment();
}
