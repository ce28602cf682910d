package dev.pmxcfs.operations.config;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.server.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The payload of GET_GUEST_CONFIG_PROPERTY (operations, section 4.10).
 *
 * <pre>
 *   0      4
 *   +------+-----------------+-----+
 *   | vmid | property        | NUL |
 *   +------+-----------------+-----+
 * </pre>
 *
 * <p>The VMID is unsigned and in the host's byte order; 0 stands for all guests. The property can
 * be any bytes, or none. The last byte always counts as NUL.
 */
final class GuestPropertyDescriptor {

  private static final int VMID_OFFSET = 0;
  private static final int VMID_SIZE = 4;
  private static final int PROPERTY_OFFSET = 4;

  private GuestPropertyDescriptor() {}

  /** The VMID; empty if the payload is too short (the C server reads beyond it, defect D7). */
  static Optional<Long> vmid(Request request) {
    if (request.length() < VMID_OFFSET + VMID_SIZE) {
      return Optional.empty();
    }
    ByteBuffer payload = ByteBuffer.wrap(request.array()).order(ByteOrder.nativeOrder());
    return Optional.of(Integer.toUnsignedLong(payload.getInt(VMID_OFFSET)));
  }

  /** The property, as a list of one; empty if the payload ends before it. */
  static Optional<List<ByteString>> names(Request request) {
    if (request.length() <= PROPERTY_OFFSET) {
      return Optional.empty();
    }
    int end = request.length() - 1;
    return Optional.of(List.of(ByteString.copyUntilNul(request.array(), PROPERTY_OFFSET, end)));
  }
}
