package dev.qbipc.client;

import dev.qbipc.QbException;
import dev.qbipc.client.impl.ClientConnector;
import dev.qbipc.linux.Credentials;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/**
 * A connection to a libqb IPC service: the client end of QB_IPC_SHM, as libqb's {@code qb_ipcc_*}
 * functions (protocol, sections 7 and 10), for servers from libqb 1.0.3 on.
 *
 * <p>A client lives on the event loop of the context that connects it. Any thread may call its
 * methods; none of them blocks. Futures complete on the caller's context, handlers run on the
 * context that connected. Vert.x has to use its native epoll transport.
 *
 * <p>Requests are sent in the order of the calls. libqb has no ids that tie a response to its
 * request: they match by their order alone (protocol, section 6). So only one response is expected
 * at a time, and a request waits until the one before it has been answered. Events are independent
 * of that and arrive at any time.
 *
 * <p>The timeout of a call is any time from zero on; one of more than a hundred years, such as
 * {@code ChronoUnit.FOREVER.getDuration()}, never ends, and a negative one is an
 * IllegalArgumentException. The time begins with the call.
 *
 * <p>Calls fail with a {@link QbException} that carries the errno a C caller would have seen. Once
 * the server is gone, or has broken the memory it shares, all outstanding calls fail with ENOTCONN,
 * the {@link #closeHandler} is called, and the resources of the connection are released; {@link
 * #disconnect()} is for clients that end the connection themselves.
 */
public interface QbClient {

  /**
   * Connects. A client that is connected in a verticle is disconnected when the verticle is
   * undeployed, any other when Vert.x is closed.
   *
   * @param vertx one that uses its epoll transport
   * @param options which service, and how; copied
   * @return fails with ECONNREFUSED or ENOENT when there is no such service, EAGAIN when it has too
   *     many clients to accept, the server's errno when it refuses, ENOTCONN when it hangs up,
   *     ETIMEDOUT when it does not answer, EOPNOTSUPP when it wants another transport than shared
   *     memory, EINVAL for an invalid answer or a name longer than 235 bytes, or with the errno of
   *     a ring that cannot be opened; with an IllegalArgumentException when the options name no
   *     service, and with an IllegalStateException when Vert.x does not use its epoll transport
   */
  static Future<QbClient> connect(Vertx vertx, QbClientOptions options) {
    return ClientConnector.connect(vertx, options);
  }

  /**
   * Sends a request and takes its response, as {@link #request(int, List, Duration)} with the time
   * of {@link QbClientOptions#getRequestTimeout()}.
   *
   * @param id the message id
   * @param payload what follows the header
   * @return as there
   */
  Future<QbMessage> request(int id, Buffer payload);

  /**
   * As {@link #request(int, List, Duration)}, with the payload in one piece.
   *
   * @param id the message id
   * @param payload what follows the header; copied before this returns
   * @param timeout until the response is there
   * @return as there
   */
  default Future<QbMessage> request(int id, Buffer payload, Duration timeout) {
    return request(id, List.of(payload), timeout);
  }

  /**
   * Sends a request and takes its response.
   *
   * @param id the message id
   * @param payload what follows the header, in order; copied before this returns
   * @param timeout until the response is there
   * @return fails with EAGAIN when the request could not be sent in time, because of requests
   *     before it, flow control or a full ring, or when too many wait already ({@link
   *     QbClientOptions#getMaxQueuedBytes()}); nothing was sent then. Fails with ETIMEDOUT when it
   *     was sent and not answered in time: the connection is closed then, since the answer, when it
   *     comes late, would be taken for that to the next request. Fails with EMSGSIZE when it is
   *     larger than {@link #maxPayload()}, ENOTCONN when the server is gone, or EBADMSG when the
   *     response has no room for a header
   */
  Future<QbMessage> request(int id, List<Buffer> payload, Duration timeout);

  /**
   * Takes a further response, from a server that answers a request with several or a {@link #send}
   * with one. It has its place in the order of the requests.
   *
   * @param timeout until the response is there
   * @return fails as {@link #request(int, List, Duration)}
   */
  Future<QbMessage> receive(Duration timeout);

  /**
   * Sends a request that the server does not answer, as {@link #send(int, List, Duration)} with the
   * time of {@link QbClientOptions#getRequestTimeout()}.
   *
   * @param id the message id
   * @param payload what follows the header; copied before this returns
   * @return as there
   */
  Future<Void> send(int id, Buffer payload);

  /**
   * As {@link #send(int, List, Duration)}, with the payload in one piece.
   *
   * @param id the message id
   * @param payload what follows the header; copied before this returns
   * @param timeout how long to wait for room; zero tries once
   * @return as there
   */
  default Future<Void> send(int id, Buffer payload, Duration timeout) {
    return send(id, List.of(payload), timeout);
  }

  /**
   * Sends a request that the server does not answer. It waits for requests before it to be sent,
   * not for their responses.
   *
   * @param id the message id
   * @param payload what follows the header, in order; copied before this returns
   * @param timeout how long to wait for room; zero tries once
   * @return completes when the request is in the ring and the server was told; fails with EAGAIN,
   *     EMSGSIZE or ENOTCONN as {@link #request(int, List, Duration)}, and with ETIMEDOUT when the
   *     server leaves its socket full for so long, which closes the connection
   */
  Future<Void> send(int id, List<Buffer> payload, Duration timeout);

  /**
   * {@return whether requests are refused for the moment: one has failed with EAGAIN, or as much
   * waits as {@link QbClientOptions#getMaxQueuedBytes()} allows}
   */
  boolean writeQueueFull();

  /**
   * Sets what is called when requests are taken again after {@link #writeQueueFull()}. libqb wakes
   * no client for that: it is found out by looking, every few milliseconds and with each message
   * from the server.
   *
   * @param handler null for none
   * @return this
   */
  QbClient drainHandler(Handler<Void> handler);

  /**
   * Sets what is called with each event. Without a handler, or while the client is paused, events
   * wait in the event ring, and when that is full, at the server.
   *
   * @param handler null for none
   * @return this
   */
  QbClient eventHandler(Handler<QbMessage> handler);

  /**
   * Pauses events; responses arrive as before.
   *
   * @return this
   */
  QbClient pause();

  /**
   * Resumes events, without limit.
   *
   * @return this
   */
  QbClient resume();

  /**
   * Fetches a number of events while paused.
   *
   * @param amount the number of events, in addition to earlier calls
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  QbClient fetch(long amount);

  /**
   * Sets what is called once when the connection has ended, with the reason: ENOTCONN when the
   * server has hung up or the client was disconnected, EBADMSG when the server has broken its
   * memory, ETIMEDOUT when a response did not come in time. Events that arrived before the end are
   * handed over before this is called, so a paused client gets to it when it is resumed. Set after
   * the end, it is called at once.
   *
   * @param handler null for none
   * @return this
   */
  QbClient closeHandler(Handler<QbException> handler);

  /**
   * Sets the flow-control word up to which requests are held back (protocol, section 5).
   *
   * @param limit 0, 1 or 2
   * @return this
   * @throws IllegalArgumentException for another limit
   */
  QbClient flowControlLimit(int limit);

  /** {@return the largest message that the server granted, header included, in bytes} */
  int maxMessageSize();

  /** {@return the largest payload of a request, in bytes} */
  int maxPayload();

  /** {@return the server's real ids, vouched for by the kernel} */
  Credentials server();

  /** {@return whether the server is there and the client was not disconnected} */
  boolean isConnected();

  /**
   * Ends the connection; the server sees the hang-up. All that is outstanding fails with ENOTCONN,
   * and so do later calls; events that have not been handed over are dropped. If the server has
   * died, its files of this connection are removed.
   *
   * @return completes when the rings are unmapped; a second call completes with the first
   */
  Future<Void> disconnect();
}
