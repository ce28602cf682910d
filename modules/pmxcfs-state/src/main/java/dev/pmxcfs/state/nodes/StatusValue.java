package dev.pmxcfs.state.nodes;

/**
 * What a node published under a key.
 *
 * @param data any bytes, at least one, not to be changed
 * @param version how often the key was overwritten, unsigned
 */
public record StatusValue(byte[] data, int version) {

  /** The value that replaces this one; its version is another even if its bytes are the same. */
  StatusValue overwrittenWith(byte[] newData) {
    return new StatusValue(newData, version + 1);
  }
}
