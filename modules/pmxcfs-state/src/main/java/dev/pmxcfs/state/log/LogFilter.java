package dev.pmxcfs.state.log;

import dev.pmxcfs.api.ByteString;
import java.util.OptionalLong;

/**
 * Which entries of the cluster log are wanted.
 *
 * @param max how many at most
 * @param ident the digest of the user whose entries are wanted; empty for everybody's
 */
record LogFilter(long max, OptionalLong ident) {

  /**
   * @param user the whole name; an empty one stands for everybody
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
