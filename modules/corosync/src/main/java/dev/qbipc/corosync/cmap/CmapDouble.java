package dev.qbipc.corosync.cmap;

/**
 * A floating-point number of 64 bits. As with {@link Double#equals}, NaN equals NaN here, and zeros
 * of unlike signs differ.
 */
public record CmapDouble(double value) implements CmapValue {

  @Override
  public CmapType type() {
    return CmapType.DOUBLE;
  }

  @Override
  public String toString() {
    return Double.toString(value);
  }
}
