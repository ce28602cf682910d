package dev.qbipc.corosync.cmap;

/** A key with its value. */
public record CmapEntry(String key, CmapValue value) {

  /** As corosync-cmapctl prints it, as in {@code totem.token (u32) = 1000}. */
  @Override
  public String toString() {
    return key + " (" + value.type().text() + ") = " + value;
  }
}
