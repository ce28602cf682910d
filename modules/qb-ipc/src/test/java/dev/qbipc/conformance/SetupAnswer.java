package dev.qbipc.conformance;

import dev.qbipc.wire.SetupResponseDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The server's answer in the handshake, byte by byte.
 *
 * @param bytes all of them
 */
public record SetupAnswer(byte[] bytes) {

  /** The 32-bit number at an offset. */
  public int intAt(int offset) {
    return buffer().getInt(offset);
  }

  /** The 64-bit number at an offset. */
  public long longAt(int offset) {
    return buffer().getLong(offset);
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** 0 or a negated errno. */
  public int error() {
    return SetupResponseDescriptor.error(bytes);
  }

  /** The granted message size, in bytes. */
  public long maxMessageSize() {
    return SetupResponseDescriptor.maxMessageSize(bytes);
  }

  /** Base path of the request ring's files. */
  public String requestPath() {
    return SetupResponseDescriptor.requestPath(bytes);
  }

  /** Base path of the response ring's files. */
  public String responsePath() {
    return SetupResponseDescriptor.responsePath(bytes);
  }

  /** Base path of the event ring's files. */
  public String eventPath() {
    return SetupResponseDescriptor.eventPath(bytes);
  }
}
