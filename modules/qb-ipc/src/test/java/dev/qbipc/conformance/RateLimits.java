package dev.qbipc.conformance;

/** The rate limits by libqb's numbers, for {@link ServerUnderTest#rateLimit}. */
final class RateLimits {

  static final int NORMAL = 1;

  /** Writes the flow-control word 1. */
  static final int OFF = 3;

  /** Writes the flow-control word 2. */
  static final int OFF_2 = 4;

  private RateLimits() {}
}
