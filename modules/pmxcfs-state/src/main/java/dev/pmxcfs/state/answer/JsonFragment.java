package dev.pmxcfs.state.answer;

import com.fasterxml.jackson.core.io.SerializedString;
import java.nio.charset.StandardCharsets;

/**
 * A value of JSON that was written before, to be put into answers as it is. Like {@link JsonString}
 * it hands Jackson the bytes themselves.
 */
final class JsonFragment extends SerializedString {

  /** No value at all. */
  static final JsonFragment NONE = new JsonFragment(new byte[0]);

  private static final long serialVersionUID = 1;

  /**
   * @param json a value in UTF-8
   */
  JsonFragment(byte[] json) {
    super(new String(json, StandardCharsets.ISO_8859_1));
    _unquotedUTF8Ref = json;
  }

  boolean isNone() {
    return charLength() == 0;
  }
}
