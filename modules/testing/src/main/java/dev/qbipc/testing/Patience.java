package dev.qbipc.testing;

import java.time.Duration;

/**
 * How long a test waits for an event before it fails and says which one did not happen. These are
 * minutes, since a busy machine may keep a process waiting for that long; only failing tests take
 * the time.
 */
public final class Patience {

  public static final Duration LIMIT = Duration.ofMinutes(3);

  private Patience() {}
}
