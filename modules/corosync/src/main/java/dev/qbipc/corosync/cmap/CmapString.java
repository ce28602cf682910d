package dev.qbipc.corosync.cmap;

import java.util.Objects;

/**
 * A text, in UTF-8 in the map. Corosync ends it with a zero byte, which its lengths count and this
 * does not have; it refuses one with a zero byte inside. Bytes that are no UTF-8 are read as
 * U+FFFD.
 *
 * @param text as it is shown, without a zero byte
 */
public record CmapString(String text) implements CmapValue {

  /**
   * Takes the text as it is.
   *
   * @param text as it is shown, without a zero byte
   */
  public CmapString {
    Objects.requireNonNull(text, "text");
  }

  @Override
  public CmapType type() {
    return CmapType.STRING;
  }

  @Override
  public String toString() {
    return text;
  }
}
