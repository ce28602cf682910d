package dev.pmxcfs.cluster.group;

/**
 * When to join a group again: at once, and after growing pauses while what ended the membership
 * comes again and again (cluster, defect D11). Each time costs all members two syncs. An attempt
 * that came to nothing costs nobody anything, and is made again soon.
 */
final class Comeback {

  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /** A member for so long was one without trouble. */
  private static final long TROUBLE_MILLIS = 60_000;

  private long pauseMillis;
  private long joinedMillis;
  private long dueMillis;
  private boolean awaited;

  void joined(long nowMillis) {
    joinedMillis = nowMillis;
    awaited = false;
  }

  /** It could not be joined. */
  void failed(long nowMillis) {
    dueMillis = nowMillis + FIRST_PAUSE_MILLIS;
    awaited = true;
  }

  /** It was joined, and has ended. */
  void ended(long nowMillis) {
    if (nowMillis - joinedMillis >= TROUBLE_MILLIS) {
      pauseMillis = 0;
    }
    dueMillis = nowMillis + pauseMillis;
    pauseMillis =
        pauseMillis == 0 ? FIRST_PAUSE_MILLIS : Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    awaited = true;
  }

  boolean isDue(long nowMillis) {
    return awaited && nowMillis - dueMillis >= 0;
  }
}
