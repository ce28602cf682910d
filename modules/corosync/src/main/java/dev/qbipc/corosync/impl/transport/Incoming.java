package dev.qbipc.corosync.impl.transport;

import dev.qbipc.client.QbMessage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A response or an event of corosync, read by offsets within the whole message, as its layouts give
 * them. Whatever lies outside of it ends the connection, which the callers need not care about.
 *
 * <pre>
 *  0  id, s32; 4 bytes of padding
 *  8  size, s32; 4 bytes of padding
 * 16  error, s32; 4 bytes of padding: see {@link #error()}
 * 24  what the layout of the message says
 * </pre>
 *
 * (corosync, section 1.1). Numbers are in the order of the machine, which is little-endian on all
 * that libqb's client runs on. Padding is uninitialised memory and is never looked at.
 */
public final class Incoming {

  /** The header of responses and events, in bytes. */
  public static final int HEADER_SIZE = 24;

  private final int id;
  private final int error;
  private final Buffer payload;

  /** A message as libqb's client has received it. */
  public Incoming(QbMessage message) {
    id = message.id();
    error = message.error();
    payload = message.payload();
  }

  /** The message id. */
  public int id() {
    return id;
  }

  /** A {@code cs_error_t} of a response; garbage in some events. */
  public int error() {
    return error;
  }

  /** The length of the whole message, in bytes. */
  public int length() {
    return HEADER_SIZE + payload.length();
  }

  /** A byte, unsigned. */
  public int u8(int offset) {
    return payload.getUnsignedByte(at(offset, Byte.BYTES));
  }

  /** Two bytes, unsigned. */
  public int u16(int offset) {
    return payload.getUnsignedShortLE(at(offset, Short.BYTES));
  }

  /** Four bytes; unsigned where the field is. */
  public int u32(int offset) {
    return payload.getIntLE(at(offset, Integer.BYTES));
  }

  /** Eight bytes; unsigned where the field is. */
  public long u64(int offset) {
    return payload.getLongLE(at(offset, Long.BYTES));
  }

  /** Numbers of four bytes each, one behind the other. */
  public List<Integer> u32s(int offset, int count) {
    List<Integer> numbers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      numbers.add(u32(offset + i * Integer.BYTES));
    }
    return numbers;
  }

  /** Bytes of this message, not copied. */
  public Buffer bytes(int offset, int length) {
    int from = at(offset, length);
    return payload.slice(from, from + length);
  }

  /**
   * A number of elements or bytes, which is checked against the message's length.
   *
   * @param offset where the number is, u32
   * @param from where what is counted begins
   * @param size of one element, in bytes
   */
  public int count(int offset, int from, int size) {
    long count = Integer.toUnsignedLong(u32(offset));
    if (count * size > length() - (long) from) {
      throw malformed("claims " + count + " x " + size);
    }
    return (int) count;
  }

  /**
   * A number of bytes, which is checked against the message's length.
   *
   * @param offset where the number is, u64
   * @param from where the bytes begin
   */
  public int byteCount(int offset, int from) {
    long count = u64(offset);
    if (count < 0 || count > length() - (long) from) {
      throw malformed("claims " + Long.toUnsignedString(count) + " bytes at " + from);
    }
    return (int) count;
  }

  /**
   * What readers throw for a message that contradicts itself.
   *
   * @param what follows "message 11 of 48 bytes" in a sentence
   */
  public RuntimeException malformed(String what) {
    return new MalformedMessageException("message " + id + " of " + length() + " bytes " + what);
  }

  private int at(int offset, int length) {
    int at = offset - HEADER_SIZE;
    if (length < 0 || at < 0 || at > payload.length() - length) {
      throw malformed("has no field of " + length + " at " + offset);
    }
    return at;
  }
}
