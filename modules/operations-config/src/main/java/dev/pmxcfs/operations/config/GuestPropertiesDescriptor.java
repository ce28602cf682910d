package dev.pmxcfs.operations.config;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.server.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The payload of GET_GUEST_CONFIG_PROPERTIES (operations, section 4.11).
 *
 * <pre>
 *   0      4       5
 *   +------+-------+--------+-----+--------+-----+----
 *   | vmid | count | name 1 | NUL | name 2 | NUL | ...
 *   +------+-------+--------+-----+--------+-----+----
 * </pre>
 *
 * <p>The VMID is that of {@link GuestPropertyDescriptor}. The count has 8 bits. Each name begins
 * with a lower-case letter. The names fill the payload, and their number is the count.
 */
final class GuestPropertiesDescriptor {

  private static final int COUNT_OFFSET = 4;
  private static final int NAMES_OFFSET = 5;

  private static final int MIN_NAMES_LENGTH = 2;

  private GuestPropertiesDescriptor() {}

  /** The names in their order; empty if the payload is malformed. */
  static Optional<List<ByteString>> names(Request request) {
    byte[] payload = request.array();
    int length = request.length();
    if (length < NAMES_OFFSET + MIN_NAMES_LENGTH) {
      return Optional.empty();
    }
    int count = Byte.toUnsignedInt(payload[COUNT_OFFSET]);
    List<ByteString> names = new ArrayList<>(count);
    int offset = NAMES_OFFSET;
    while (names.size() < count && offset < length && isLowerCaseLetter(payload[offset])) {
      ByteString name = ByteString.copyUntilNul(payload, offset, length);
      names.add(name);
      offset +=
          name.length() + 1; // with its NUL; without one this is beyond the end of the payload
    }
    boolean complete = count > 0 && names.size() == count && offset == length;
    return complete ? Optional.of(names) : Optional.empty();
  }

  private static boolean isLowerCaseLetter(byte b) {
    return b >= 'a' && b <= 'z';
  }
}
