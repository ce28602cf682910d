package dev.qbipc.client;

import dev.qbipc.client.impl.QbClientImpl;
import dev.qbipc.linux.Credentials;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * A connection to a libqb IPC service: the client end of QB_IPC_SHM, as libqb's {@code qb_ipcc_*}
 * functions (sections 7 and 10), for servers from libqb 1.0.3 on.
 *
 * <p>Any thread may call the methods. Calls are carried out one after the other on a thread of the
 * client's own, in the order they were made; a call that waits keeps later ones waiting. A call
 * that fails does so with a {@link dev.qbipc.QbException} that carries the errno a C caller would
 * have seen. A server that breaks a ring's memory ends the connection with ENOTCONN or EBADMSG.
 *
 * <p>libqb has no ids that tie a response to its request: they match by order alone (section 6).
 */
public interface QbClient {

  /** A timeout that never ends. */
  Duration FOREVER = Duration.ofMillis(-1);

  /**
   * Connects. A client that a verticle's context connects is disconnected when the verticle is
   * undeployed, another when Vert.x is closed.
   *
   * @return fails with ECONNREFUSED or ENOENT when there is no such service, EAGAIN when it has too
   *     many clients to accept, the server's errno when it refuses, ENOTCONN when it hangs up,
   *     ETIMEDOUT when it does not answer, EOPNOTSUPP when it wants another transport than shared
   *     memory, EINVAL for an answer that cannot be or a name longer than 235 bytes, or with the
   *     errno of a ring that cannot be opened; with an IllegalArgumentException when the options
   *     name no service
   */
  static Future<QbClient> connect(Vertx vertx, QbClientOptions options) {
    return QbClientImpl.connect(vertx, options);
  }

  /**
   * Sends a request. While the server does not read its socket and that is full, this waits.
   *
   * @param id the message id
   * @param payload what follows the header; copied before this returns
   * @return completes when the request is in the ring and the server was told; fails with EMSGSIZE
   *     when it is larger than {@link #maxMessageSize()} with its 16-byte header, EAGAIN when flow
   *     control or a full ring refuses it, ENOTCONN when the server is gone
   */
  Future<Void> send(int id, Buffer payload);

  /**
   * Takes the next response.
   *
   * @param timeout how long to wait; zero looks once, {@link #FOREVER} waits for the server to
   *     answer or to go
   * @return fails with ETIMEDOUT, ENOTCONN when the server is gone (which a wait notices within 2
   *     seconds), or EBADMSG when the message has no room for a header
   */
  Future<QbMessage> receive(Duration timeout);

  /**
   * Sends a request and takes the next response, which is its own unless earlier ones were not
   * taken.
   *
   * @param timeout as {@link #receive}; it begins when the request was sent
   * @return fails as {@link #send} and {@link #receive}
   */
  Future<QbMessage> sendAndReceive(int id, Buffer payload, Duration timeout);

  /**
   * Takes the next event.
   *
   * @param timeout how long to wait; zero looks once, {@link #FOREVER} has no end
   * @return fails with EAGAIN when none came, ETIMEDOUT when the server announced one and did not
   *     write it, ENOTCONN when the server is gone, or EBADMSG as {@link #receive}
   */
  Future<QbMessage> receiveEvent(Duration timeout);

  /**
   * Sets the flow-control word up to which sending fails with EAGAIN (section 5).
   *
   * @param limit 0, 1 or 2
   * @return fails with EINVAL for another limit
   */
  Future<Void> flowControlLimit(int limit);

  /** The largest message that the server granted, in bytes. */
  int maxMessageSize();

  /** The server's real ids, vouched for by the kernel. */
  Credentials server();

  /** Whether the server is there and the client was not disconnected; does not fail. */
  Future<Boolean> isConnected();

  /**
   * Ends the connection; the server sees the hang-up. A call that waits, on whatever thread it was
   * made, ends with ENOTCONN at once, and so do calls not begun yet and all later ones. If the
   * server has died, its files of this connection are removed.
   *
   * @return completes when the rings are unmapped; a second call completes with the first
   */
  Future<Void> disconnect();
}
