package dev.qbipc.corosync.impl.transport;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A request to corosync, written by offsets within the whole message, as its layouts give them. All
 * that is not written is zero. Corosync trusts lengths, and hands on whatever lies behind a message
 * that is too short (corosync, section 1.1), so that a request has its layout's full size from the
 * beginning.
 *
 * <pre>
 *  0  id, s32; 4 bytes of padding
 *  8  size, s32; 4 bytes of padding
 * 16  what the layout of the request says
 * </pre>
 *
 * The header is written by libqb's client.
 */
public final class Outgoing {

  /** The header of requests, in bytes. */
  public static final int HEADER_SIZE = 16;

  private final int id;
  private final Buffer fields;
  private final List<Buffer> parts = new ArrayList<>();

  /**
   * A request without what it may {@linkplain #append append}.
   *
   * @param id the message id
   * @param size of the whole message, in bytes
   */
  public Outgoing(int id, int size) {
    this.id = id;
    this.fields = Buffer.buffer(new byte[size - HEADER_SIZE]);
    parts.add(fields);
  }

  public Outgoing u8(int offset, int value) {
    fields.setByte(offset - HEADER_SIZE, (byte) value);
    return this;
  }

  public Outgoing u16(int offset, int value) {
    fields.setShortLE(offset - HEADER_SIZE, (short) value);
    return this;
  }

  public Outgoing u32(int offset, int value) {
    fields.setIntLE(offset - HEADER_SIZE, value);
    return this;
  }

  public Outgoing u64(int offset, long value) {
    fields.setLongLE(offset - HEADER_SIZE, value);
    return this;
  }

  public Outgoing bytes(int offset, byte[] value) {
    fields.setBytes(offset - HEADER_SIZE, value);
    return this;
  }

  /** Adds what follows the fixed fields, without a copy. */
  public Outgoing append(List<Buffer> data) {
    parts.addAll(data);
    return this;
  }

  /** The message id. */
  public int id() {
    return id;
  }

  /** What follows the header, in order. */
  public List<Buffer> payload() {
    return parts;
  }
}
