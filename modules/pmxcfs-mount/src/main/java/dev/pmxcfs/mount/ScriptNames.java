package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import java.util.List;
import java.util.stream.Stream;

/** The names of the scripts that OpenVZ ran, which their owner may execute (mount, section 2). */
final class ScriptNames {

  private static final ByteString COMMON = ByteString.of("vps.");

  /** What they end with, behind a container's number or {@code vps}. */
  private static final List<ByteString> ENDS =
      Stream.of("mount", "umount", "start", "stop", "premount", "postumount")
          .map(ByteString::of)
          .toList();

  private ScriptNames() {}

  /** Whether a name is one of theirs. Makes no object. */
  static boolean contain(ByteString name) {
    int at = name.startsWith(COMMON) ? COMMON.length() - 1 : digits(name);
    return at > 0 && at < name.length() && name.byteAt(at) == '.' && isEnd(name, at + 1);
  }

  /** How many digits a name begins with, if that is a number without leading zeros. */
  private static int digits(ByteString name) {
    int count = 0;
    while (count < name.length() && isDigit(name.byteAt(count))) {
      count++;
    }
    return count > 0 && name.byteAt(0) != '0' ? count : 0;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isEnd(ByteString name, int from) {
    for (int i = 0; i < ENDS.size(); i++) {
      ByteString end = ENDS.get(i);
      if (name.length() - from == end.length() && name.endsWith(end)) {
        return true;
      }
    }
    return false;
  }
}
