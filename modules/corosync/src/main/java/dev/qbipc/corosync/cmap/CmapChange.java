package dev.qbipc.corosync.cmap;

import java.util.Optional;

/**
 * A change of a tracked key.
 *
 * @param oldValue empty for a key that is new
 * @param newValue empty for a key that was deleted
 */
public record CmapChange(
    Kind kind, String key, Optional<CmapValue> oldValue, Optional<CmapValue> newValue) {

  /** What has happened to a key, by corosync's numbers (corosync, section 5). */
  public enum Kind {
    /** The key is there no more. */
    DELETE(1),
    /** Its value is another one, or of another type. */
    MODIFY(2),
    /** The key is new. */
    ADD(4);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** {@return the number on the wire, a bit} */
    public int number() {
      return number;
    }

    /**
     * {@return the kind with a number, if corosync has one}
     *
     * @param number the number
     */
    public static Optional<Kind> of(int number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }
}
