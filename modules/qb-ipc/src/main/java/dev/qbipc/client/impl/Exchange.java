package dev.qbipc.client.impl;

import dev.qbipc.client.QbMessage;
import dev.qbipc.wire.MessageDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A call on its way: what it sends, whether it expects a response, and until when. Belongs to the
 * client's event loop once it was submitted there.
 */
final class Exchange {

  private final boolean hasRequest;
  private final boolean hasResponse;
  private final int id;
  private final int length;
  private final Deadline deadline;
  private final Promise<QbMessage> promise;

  private boolean queued;

  /** What follows the header: the caller's own, until it has to be kept. */
  private List<Buffer> payload;

  private Exchange(
      boolean hasRequest,
      boolean hasResponse,
      int id,
      List<Buffer> payload,
      Deadline deadline,
      Promise<QbMessage> promise) {
    this.hasRequest = hasRequest;
    this.hasResponse = hasResponse;
    this.id = id;
    this.payload = payload;
    this.deadline = deadline;
    this.promise = promise;
    int bytes = MessageDescriptor.REQUEST_HEADER_SIZE;
    for (Buffer part : payload) {
      bytes = Math.addExact(bytes, part.length());
    }
    this.length = bytes;
  }

  /** A request and its response. */
  static Exchange request(
      int id, List<Buffer> payload, Deadline deadline, Promise<QbMessage> promise) {
    return new Exchange(true, true, id, payload, deadline, promise);
  }

  /** A request without a response; the promise is completed with null. */
  static Exchange send(
      int id, List<Buffer> payload, Deadline deadline, Promise<QbMessage> promise) {
    return new Exchange(true, false, id, payload, deadline, promise);
  }

  /** A response to a request before. */
  static Exchange receive(Deadline deadline, Promise<QbMessage> promise) {
    return new Exchange(false, true, 0, List.of(), deadline, promise);
  }

  /** Whether there is something to send. */
  boolean hasRequest() {
    return hasRequest;
  }

  /** Whether the server answers. */
  boolean hasResponse() {
    return hasResponse;
  }

  /** Whether it waits in a queue. */
  boolean isQueued() {
    return queued;
  }

  void setQueued(boolean queued) {
    this.queued = queued;
  }

  /** The request's bytes with its header. */
  int length() {
    return length;
  }

  Deadline deadline() {
    return deadline;
  }

  Promise<QbMessage> promise() {
    return promise;
  }

  /** Copies the payload, which is the caller's again when the call returns. */
  void keepPayload() {
    byte[] copy = new byte[length - MessageDescriptor.REQUEST_HEADER_SIZE];
    int at = 0;
    for (Buffer part : payload) {
      part.getBytes(copy, at);
      at += part.length();
    }
    payload = List.of(BufferInternal.buffer(Unpooled.wrappedBuffer(copy)));
  }

  /**
   * Writes the request, header and payload, into shared memory.
   *
   * @param at where it begins
   */
  void write(ByteBuffer memory, int at) {
    MessageDescriptor.putRequestHeader(memory, at, id, length);
    ByteBuffer target =
        memory.duplicate().limit(at + length).position(at + MessageDescriptor.REQUEST_HEADER_SIZE);
    for (int i = 0; i < payload.size(); i++) {
      ByteBuf part = ((BufferInternal) payload.get(i)).getByteBuf();
      int end = target.position() + part.readableBytes();
      part.getBytes(part.readerIndex(), target.limit(end));
    }
  }
}
