package dev.pmxcfs.cluster.wire;

import dev.pmxcfs.state.tree.Digest;

/**
 * What the node that asked for a verification has, for the others to compare (cluster, section
 * 2.8).
 *
 * @param id the number of its request
 * @param digest of all that it has, at the place of the request in the order of the group
 */
public record Verification(long id, Digest digest) {

  /** The body of VERIFY. */
  public byte[] encode() {
    return VerifyDescriptor.encode(this);
  }

  /**
   * Reads the body of VERIFY.
   *
   * @throws MalformedFrameException if it has another length
   */
  public static Verification decode(byte[] body) throws MalformedFrameException {
    return VerifyDescriptor.decode(body);
  }
}
