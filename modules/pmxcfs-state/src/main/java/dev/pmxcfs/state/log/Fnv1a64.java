package dev.pmxcfs.state.log;

/** The hash by which the cluster log knows names: FNV-1a, 64 bits. */
final class Fnv1a64 {

  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Fnv1a64() {}

  static long of(byte[] bytes) {
    long hash = BASIS;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * PRIME;
    }
    return hash;
  }
}
