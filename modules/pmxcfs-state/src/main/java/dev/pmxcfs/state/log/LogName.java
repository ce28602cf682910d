package dev.pmxcfs.state.log;

import dev.pmxcfs.api.ByteString;
import java.util.Arrays;

/**
 * A node, user or tag in the cluster log (operations, section 5.6). Its length has to fit a byte
 * together with the NUL, so longer names are cut.
 *
 * @param text the name, at most {@value #LONGEST} bytes
 * @param digest the hash of the name and its NUL; of a longer name, that of its first 255 bytes
 */
public record LogName(ByteString text, long digest) {

  /** Bytes that are kept of a name. */
  public static final int LONGEST = 254;

  private static final int HASHED = LONGEST + 1;

  static LogName of(ByteString name) {
    byte[] bytes = name.toArray();
    byte[] hashed = Arrays.copyOf(bytes, Math.min(bytes.length + 1, HASHED));
    ByteString kept = ByteString.copyOf(bytes, 0, Math.min(bytes.length, LONGEST));
    return new LogName(kept, Fnv1a64.of(hashed));
  }

  /** Bytes in an entry, the NUL included. */
  int storedLength() {
    return text.length() + 1;
  }
}
