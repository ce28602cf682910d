package dev.qbipc.corosync.cmap;

/**
 * A floating-point number of 32 bits. As with {@link Float#equals}, NaN equals NaN here, and zeros
 * of unlike signs differ.
 */
public record CmapFloat(float value) implements CmapValue {

  @Override
  public CmapType type() {
    return CmapType.FLOAT;
  }

  @Override
  public String toString() {
    return Float.toString(value);
  }
}
