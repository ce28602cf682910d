package dev.qbipc.client.impl;

import io.netty.util.concurrent.Future;

/**
 * Looks for one client's responses again and again, where the kernel has no {@code futex_waitv}.
 * The longer a response has taken, the later the next look: it is found at most an eighth of its
 * time late, and one that takes for ever costs 50 looks a second.
 */
final class TimedResponseWait implements ResponseWait {

  private static final long MIN_NANOS = 100_000;
  private static final long MAX_NANOS = 20_000_000;
  private static final int SHARE = 8;

  private Future<?> timer;

  @Override
  public void await(Pending pending) {
    long share = (System.nanoTime() - pending.since()) / SHARE;
    long delay = Math.max(MIN_NANOS, Math.min(share, MAX_NANOS));
    timer = pending.loop().schedule(pending::look, delay);
  }

  @Override
  public void cancel(Pending pending) {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
