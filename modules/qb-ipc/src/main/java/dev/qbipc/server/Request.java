package dev.qbipc.server;

import dev.qbipc.linux.Errno;
import dev.qbipc.wire.MessageDescriptor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * One request of a client, and the way to answer it.
 *
 * <p>Ends with exactly one of {@link #reply}, {@link #fail} and {@link #done}, now or later, on any
 * thread; until then more responses may be sent with {@link #respond}. Clients match responses to
 * requests by order alone (protocol, section 6), so responses leave in the order of the requests,
 * whatever the order of the answers.
 *
 * <p>The payload was copied out of shared memory and checked; nobody can change it. It may be read
 * until the request has ended.
 */
public interface Request {

  /** The message id. */
  int id();

  /** Bytes of payload. Negative when the client's size field is smaller than a header. */
  int length();

  /**
   * An array that begins with the payload; what stands behind {@link #length()} bytes is undefined.
   * Not to be written to or kept, since the next request uses it again.
   */
  byte[] array();

  /** A copy of the payload that may be kept. */
  Buffer payload();

  /** Where the request came from. */
  QbConnection connection();

  /** The most bytes of payload that a response on this connection can carry. */
  int maxReplyLength();

  /**
   * The most bytes of payload that a client takes whose receive buffer has the negotiated size. A
   * ring may have room for more, but libqb's receive call then fails with ENOBUFS.
   */
  default int maxNegotiatedReplyLength() {
    int negotiated = connection().maxMessageSize() - MessageDescriptor.RESPONSE_HEADER_SIZE;
    return Math.min(maxReplyLength(), negotiated);
  }

  /**
   * Answers with error 0 and a payload, and ends the request.
   *
   * @param payload not to be changed until the future completes
   * @return completes when the response is in the ring; fails with EMSGSIZE when it can never fit
   *     (the request goes on and takes another answer) and ENOTCONN when the client is gone
   */
  default Future<Void> reply(byte[] payload) {
    return reply(payload, 0, payload.length);
  }

  /** As {@link #reply(byte[])}, with a part of an array. */
  Future<Void> reply(byte[] source, int offset, int length);

  /** As {@link #reply(byte[])}, with a Vert.x buffer. */
  default Future<Void> reply(Buffer payload) {
    return reply(List.of(payload));
  }

  /**
   * As {@link #reply(byte[])}, with a payload in several parts, which go to the ring one after
   * another without being put together before if it has room (libqb {@code
   * qb_ipcs_response_sendv}).
   *
   * @param parts not to be changed until the future completes
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
   * As {@link #reply(byte[])} where the client can receive the payload, which is to say up to
   * {@link #maxNegotiatedReplyLength}; otherwise fails the request with EFBIG.
   *
   * @return as {@link #reply(byte[])}
   */
  default Future<Void> replyIfItFits(byte[] payload) {
    return payload.length <= maxNegotiatedReplyLength() ? reply(payload) : fail(Errno.EFBIG);
  }

  /**
   * Answers with an error and no payload, and ends the request.
   *
   * @param errno one of {@link dev.qbipc.linux.Errno}'s positive constants; it travels negated
   * @return as {@link #reply(byte[])}
   * @throws IllegalArgumentException if it is not positive; the request goes on
   */
  Future<Void> fail(int errno);

  /**
   * Sends a response with any id and error; the request goes on.
   *
   * @param id the response's message id
   * @param error 0 or a negated errno
   * @return as {@link #reply(byte[])}
   */
  Future<Void> respond(int id, int error, byte[] payload);

  /** Ends the request without another response. */
  void done();
}
