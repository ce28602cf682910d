package dev.pmxcfs.mount.kernel;

import dev.pmxcfs.mount.AttributeRequest;
import dev.qbipc.fuse.AttributeChange;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the kernel asks for when attributes are to be changed. */
final class Requested {

  private Requested() {}

  /** A copy that goes on to be valid. Times of the last access are not kept, as in C pmxcfs. */
  static AttributeRequest of(AttributeChange change, Clock clock) {
    return new AttributeRequest(
        change.hasMode() ? OptionalInt.of(change.mode()) : OptionalInt.empty(),
        change.hasUid() ? OptionalInt.of(change.uid()) : OptionalInt.empty(),
        change.hasGid() ? OptionalInt.of(change.gid()) : OptionalInt.empty(),
        change.hasSize() ? OptionalLong.of(change.size()) : OptionalLong.empty(),
        mtime(change, clock));
  }

  private static OptionalLong mtime(AttributeChange change, Clock clock) {
    boolean isNow = change.isModifiedNow();
    if (!change.hasModified() || change.hasSize() && isNow) { // a new size sets it anyway
      return OptionalLong.empty();
    }
    return OptionalLong.of(isNow ? clock.instant().getEpochSecond() : change.modifiedSeconds());
  }
}
