package dev.pmxcfs.state.answer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** Finds the bytes that a strict reader of UTF-8 does not take. */
final class MalformedUtf8 {

  private MalformedUtf8() {}

  /** The indexes of all such bytes. */
  static BitSet in(byte[] bytes) {
    BitSet malformed = new BitSet();
    if (!isAscii(bytes)) {
      CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
      ByteBuffer source = ByteBuffer.wrap(bytes);
      CharBuffer decoded = CharBuffer.allocate(bytes.length);
      CoderResult result = decoder.decode(source, decoded, true);
      while (result.isMalformed()) {
        int end = source.position() + result.length();
        malformed.set(source.position(), end);
        source.position(end);
        result = decoder.decode(source, decoded, true);
      }
    }
    return malformed;
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
