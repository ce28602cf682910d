package dev.qbipc.fuzz;

import java.util.Random;

/** Random numbers that are likelier than others to be mishandled. */
final class FuzzValues {

  private static final int[] INTERESTING = {
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    15,
    16,
    17,
    24,
    4095,
    4096,
    4097,
    12328,
    1 << 16,
    1 << 28,
    1 << 30,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 7,
    Integer.MIN_VALUE,
    -1,
    -2,
    -3,
    -8,
    -16,
    -4096
  };

  private FuzzValues() {}

  /** Any int: a notable one, a small one, or anything. */
  static int any(Random random) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> INTERESTING[random.nextInt(INTERESTING.length)];
      case 2 -> random.nextInt(20_000);
      default -> random.nextInt();
    };
  }

  /** A value near one that would be right, or any. */
  static int near(int right, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> right + random.nextInt(33) - 16;
      case 1 -> right ^ 1 << random.nextInt(Integer.SIZE);
      case 2 -> right;
      default -> any(random);
    };
  }

  /** Random bytes, of a length up to a limit. */
  static byte[] bytes(int most, Random random) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }
}
