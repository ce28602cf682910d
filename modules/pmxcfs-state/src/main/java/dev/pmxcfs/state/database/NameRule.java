package dev.pmxcfs.state.database;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.TreeLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which names a file can have that clients are to reach. */
public final class NameRule {

  private NameRule() {}

  /** What is wrong with a name, if anything is. */
  public static Optional<String> violation(ByteString name) {
    String text = name.toLatin1();
    if (text.isEmpty()) {
      return Optional.of("is empty");
    }
    if (text.equals(".") || text.equals("..")) {
      return Optional.of("means another directory");
    }
    if (text.indexOf('/') >= 0) {
      return Optional.of("contains a slash");
    }
    if (text.indexOf('\0') >= 0) {
      return Optional.of("contains a NUL");
    }
    if (text.length() > TreeLimits.MAX_NAME) {
      return Optional.of("is longer than " + TreeLimits.MAX_NAME + " bytes");
    }
    return isUtf8(name) ? Optional.empty() : Optional.of("is not UTF-8");
  }

  private static boolean isUtf8(ByteString name) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name.toArray()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
