package dev.pmxcfs.state.tokens;

import dev.pmxcfs.state.tree.ConfigPath;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The file of the API tokens: on each line a token's id, a blank and its secret (operations
 * specification, section 4.12).
 */
public final class TokenFile {

  /** Where it is. */
  public static final ConfigPath PATH = ConfigPath.of("priv/token.cfg");

  private TokenFile() {}

  /**
   * Whether a line of the file is this token, byte for byte. Every line is compared to its end, so
   * that the time tells nothing about the secrets.
   *
   * @param token id, blank and secret
   */
  public static boolean contains(byte[] file, byte[] token) {
    boolean found = false;
    int start = 0;
    while (start < file.length) {
      int end = start;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      found |= MessageDigest.isEqual(Arrays.copyOfRange(file, start, end), token);
      start = end + 1;
    }
    return found;
  }
}
