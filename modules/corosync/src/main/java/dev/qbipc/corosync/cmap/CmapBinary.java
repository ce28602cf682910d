package dev.qbipc.corosync.cmap;

import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Bytes.
 *
 * @param bytes not copied, and not to be changed
 */
public record CmapBinary(Buffer bytes) implements CmapValue {

  /**
   * Takes the bytes as they are.
   *
   * @param bytes not copied, and not to be changed
   */
  public CmapBinary {
    Objects.requireNonNull(bytes, "bytes");
  }

  @Override
  public CmapType type() {
    return CmapType.BINARY;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes.getBytes());
  }
}
