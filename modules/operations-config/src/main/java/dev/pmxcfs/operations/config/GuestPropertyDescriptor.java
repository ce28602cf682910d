package dev.pmxcfs.operations.config;

import dev.pmxcfs.state.tree.ByteString;
import dev.qbipc.server.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The payload of GET_GUEST_CONFIG_PROPERTY (operations specification, section 4.10).
 *
 * <pre>
 *   0      4
 *   +------+-----------------+-----+
 *   | vmid | property        | NUL |
 *   +------+-----------------+-----+
 * </pre>
 *
 * <p>The VMID is unsigned, in the machine's byte order; 0 stands for all guests. The property is
 * any bytes, and may be empty. The last byte counts as a NUL whatever it is.
 */
final class GuestPropertyDescriptor {

  private static final int VMID_OFFSET = 0;
  private static final int VMID_SIZE = 4;
  private static final int PROPERTY_OFFSET = 4;

  private GuestPropertyDescriptor() {}

  /** The VMID; nothing where the payload is too short to have one (defect D7 of the C server). */
  static Optional<Long> vmid(Request request) {
    if (request.length() < VMID_OFFSET + VMID_SIZE) {
      return Optional.empty();
    }
    ByteBuffer payload = ByteBuffer.wrap(request.array()).order(ByteOrder.nativeOrder());
    return Optional.of(Integer.toUnsignedLong(payload.getInt(VMID_OFFSET)));
  }

  /** The property, as a list of one; nothing where the payload has no byte of it. */
  static Optional<List<ByteString>> names(Request request) {
    if (request.length() <= PROPERTY_OFFSET) {
      return Optional.empty();
    }
    int end = request.length() - 1;
    return Optional.of(List.of(ByteString.copyUntilNul(request.array(), PROPERTY_OFFSET, end)));
  }
}
