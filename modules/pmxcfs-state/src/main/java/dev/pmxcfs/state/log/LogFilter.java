package dev.pmxcfs.state.log;

import dev.pmxcfs.api.ByteString;
import java.util.OptionalLong;

/**
 * A selection of entries of the cluster log.
 *
 * @param max the maximum number of entries
 * @param ident the digest of the user whose entries are wanted; empty for all users
 */
record LogFilter(long max, OptionalLong ident) {

  /**
   * @param user the complete name; empty for all users
   */
  static LogFilter of(ByteString user, long max) {
    OptionalLong ident =
        user.isEmpty() ? OptionalLong.empty() : OptionalLong.of(LogName.of(user).digest());
    return new LogFilter(max, ident);
  }

  boolean matches(long identDigest) {
    return ident.isEmpty() || ident.getAsLong() == identDigest;
  }
}
