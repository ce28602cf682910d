package dev.pmxcfs.state.tokens;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The file of the API tokens: on each line a token's id, a blank and its secret (operations,
 * section 4.12).
 *
 * <p>Lines are found by their ids, which are not secret. A file is parsed once, on its first use.
 * Any thread may ask.
 */
public final class TokenFile {

  /** Where it is. */
  public static final ConfigPath PATH = ConfigPath.of("priv/token.cfg");

  /** What the file in a tree holds, and what it was made of; that tree is kept until the next. */
  private record Parsed(ConfigTree tree, byte[] file, Map<ByteString, List<byte[]>> linesById) {}

  private static final byte[] NO_FILE = {};

  private volatile Parsed parsed = new Parsed(null, NO_FILE, Map.of());

  /**
   * Whether a line of the file is this token, byte for byte. Every line with the token's id is
   * compared to its end, so that the time tells nothing about the secrets.
   *
   * @param tree whose file is asked about
   * @param token id, blank and secret
   */
  public boolean contains(ConfigTree tree, byte[] token) {
    boolean found = false;
    for (byte[] line : parsed(tree).linesById().getOrDefault(id(token), List.of())) {
      found |= MessageDigest.isEqual(line, token);
    }
    return found;
  }

  private Parsed parsed(ConfigTree tree) {
    Parsed known = parsed;
    if (known.tree() == tree) {
      return known;
    }
    byte[] file = tree.file(PATH).orElse(NO_FILE);
    Map<ByteString, List<byte[]>> lines = file == known.file() ? known.linesById() : parse(file);
    Parsed now = new Parsed(tree, file, lines);
    parsed = now;
    return now;
  }

  private static Map<ByteString, List<byte[]>> parse(byte[] file) {
    Map<ByteString, List<byte[]>> lines = new HashMap<>();
    int start = 0;
    while (start < file.length) {
      int end = indexOf((byte) '\n', file, start);
      byte[] line = Arrays.copyOfRange(file, start, end);
      lines.computeIfAbsent(id(line), id -> new ArrayList<>()).add(line);
      start = end + 1;
    }
    return lines;
  }

  /** What a line has before its first blank. */
  private static ByteString id(byte[] line) {
    return ByteString.copyOf(line, 0, indexOf((byte) ' ', line, 0));
  }

  private static int indexOf(byte wanted, byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != wanted) {
      at++;
    }
    return at;
  }
}
