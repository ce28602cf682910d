package dev.qbipc.server;

import dev.qbipc.linux.Errno;
import dev.qbipc.wire.MessageDescriptor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A request of a client.
 *
 * <p>A request ends with exactly one of {@link #reply}, {@link #fail} and {@link #done}, now or
 * later, on any thread. Until then further responses may be sent with {@link #respond}. Clients
 * match responses to requests by their order alone (protocol, section 6), so responses are sent in
 * the order of the requests, whatever the order of the answers.
 *
 * <p>The payload has been copied out of shared memory and checked, so the client cannot change it
 * any more. It may be read until the request has ended.
 */
public interface Request {

  /** {@return the message id} */
  int id();

  /**
   * {@return the length of the payload in bytes} Negative if the client's size field is smaller
   * than a header.
   */
  int length();

  /**
   * {@return an array that starts with the payload; the bytes after {@link #length()} are
   * undefined} It must be neither modified nor kept, since the next request reuses it.
   */
  byte[] array();

  /** {@return a copy of the payload, which may be kept} */
  Buffer payload();

  /** {@return the connection of the client} */
  QbConnection connection();

  /** {@return the longest payload in bytes that a response on this connection can carry} */
  int maxReplyLength();

  /**
   * {@return the longest payload in bytes for a client whose receive buffer has the negotiated
   * size} A ring may have room for more, but libqb's receive call then fails with ENOBUFS.
   */
  default int maxNegotiatedReplyLength() {
    int negotiated = connection().maxMessageSize() - MessageDescriptor.RESPONSE_HEADER_SIZE;
    return Math.min(maxReplyLength(), negotiated);
  }

  /**
   * Answers with error 0 and a payload, and ends the request.
   *
   * @param payload not to be changed until the future completes
   * @return completes when the response is in the ring; fails with EMSGSIZE if it can never fit
   *     (the request goes on, and another answer is possible) and ENOTCONN if the client is gone
   */
  default Future<Void> reply(byte[] payload) {
    return reply(payload, 0, payload.length);
  }

  /**
   * As {@link #reply(byte[])}, with a part of an array.
   *
   * @param source not to be changed until the future completes
   * @param offset where the payload begins
   * @param length how many bytes it has
   * @return as there
   */
  Future<Void> reply(byte[] source, int offset, int length);

  /**
   * As {@link #reply(byte[])}, with a Vert.x buffer.
   *
   * @param payload not to be changed until the future completes
   * @return as there
   */
  default Future<Void> reply(Buffer payload) {
    return reply(List.of(payload));
  }

  /**
   * As {@link #reply(byte[])}, with a payload in several parts, which go to the ring one after
   * another without being put together before if it has room (libqb {@code
   * qb_ipcs_response_sendv}).
   *
   * @param parts not to be changed until the future completes
   * @return as there
   */
  default Future<Void> reply(List<Buffer> parts) {
    var whole = Buffer.buffer();
    parts.forEach(whole::appendBuffer);
    return reply(whole.getBytes());
  }

  /**
   * Answers with error 0 and no payload, and ends the request.
   *
   * @return as {@link #reply(byte[])}
   */
  Future<Void> reply();

  /**
   * As {@link #reply(byte[])} if the client can receive the payload, that is, up to {@link
   * #maxNegotiatedReplyLength}; otherwise fails the request with EFBIG.
   *
   * @param payload not to be changed until the future completes
   * @return as {@link #reply(byte[])}
   */
  default Future<Void> replyIfItFits(byte[] payload) {
    return payload.length <= maxNegotiatedReplyLength() ? reply(payload) : fail(Errno.EFBIG);
  }

  /**
   * Answers with an error and no payload, and ends the request.
   *
   * @param errno one of {@link dev.qbipc.linux.Errno}'s positive constants; it is sent negated
   * @return as {@link #reply(byte[])}
   * @throws IllegalArgumentException if it is not positive; the request goes on
   */
  Future<Void> fail(int errno);

  /**
   * Sends a response with any id and error; the request goes on.
   *
   * @param id the response's message id
   * @param error 0 or a negated errno
   * @param payload not to be changed until the future completes
   * @return as {@link #reply(byte[])}
   */
  Future<Void> respond(int id, int error, byte[] payload);

  /** Ends the request without another response. */
  void done();
}
