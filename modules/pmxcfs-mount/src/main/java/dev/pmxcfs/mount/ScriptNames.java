package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The names of the scripts that OpenVZ ran, which their owner may execute (mount, section 2). */
final class ScriptNames {

  private static final Pattern NAME =
      Pattern.compile("(vps|[1-9][0-9]*)\\.(mount|umount|start|stop|premount|postumount)");

  /** So that most names need not become text. */
  private static final List<ByteString> BEGINNINGS =
      Stream.concat(Stream.of("vps."), IntStream.rangeClosed(1, 9).mapToObj(Integer::toString))
          .map(ByteString::of)
          .toList();

  private ScriptNames() {}

  /** Whether a name is one of theirs. */
  static boolean contain(ByteString name) {
    for (int i = 0; i < BEGINNINGS.size(); i++) {
      if (name.startsWith(BEGINNINGS.get(i))) {
        return NAME.matcher(name.toLatin1()).matches();
      }
    }
    return false;
  }
}
