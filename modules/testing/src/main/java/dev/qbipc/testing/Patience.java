package dev.qbipc.testing;

import java.time.Duration;

/**
 * How long a test waits for what has to come, before it fails and says what did not. Minutes, since
 * a machine that does much else lets a process wait for some; it costs time only in a test that
 * fails.
 */
public final class Patience {

  public static final Duration LIMIT = Duration.ofMinutes(3);

  private Patience() {}
}
